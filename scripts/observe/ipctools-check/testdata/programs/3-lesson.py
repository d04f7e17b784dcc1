# check: 3
"""The parent reads phrases, and a worker child reverses them."""
from multiprocessing import Pipe, Process


def reverse_phrases(connection, end_of_parent):
    end_of_parent.close()  # if the child kept it, it would never find the end
    try:
        while True:
            connection.send(connection.recv()[::-1])
    except EOFError:  # the parent has closed its end
        connection.close()


def read_phrase():
    try:
        return input('phrase ("end" to stop): ')
    except EOFError:  # Ctrl-D
        return "end"


if __name__ == "__main__":
    connection, end_of_child = Pipe()
    child = Process(target=reverse_phrases, args=(end_of_child, connection))
    child.start()
    end_of_child.close()  # if the parent kept it, it would not see the child end
    while (phrase := read_phrase()) != "end":
        connection.send(phrase)
        print(connection.recv())
    connection.close()
    child.join()
