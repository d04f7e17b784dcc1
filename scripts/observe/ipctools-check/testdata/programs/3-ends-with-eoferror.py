# check: 3
# missing: none
# says: The child \d+ ends with a traceback: "EOFError"
from multiprocessing import Pipe, get_context


def child(end, other):
    other.close()
    while True:
        end.send(end.recv()[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there, here))
    p.start()
    there.close()
    while (s := input("Phrase: ")) != "end":
        here.send(s)
        print(here.recv())
    here.close()
    p.join()
