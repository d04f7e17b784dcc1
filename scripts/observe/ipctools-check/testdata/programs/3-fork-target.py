#!/usr/bin/env python3
# check: 3
# missing: none
from multiprocessing import get_context


def reverser(connection):
    while True:
        phrase = connection.recv()
        if phrase == "end":
            break
        connection.send(phrase[::-1])
    connection.close()


if __name__ == "__main__":
    context = get_context("fork")
    parent_end, child_end = context.Pipe()
    child = context.Process(target=reverser, args=(child_end,))
    child.start()
    child_end.close()
    phrase = ""
    while phrase != "end":
        phrase = input("Enter a phrase: ")
        parent_end.send(phrase)
        if phrase != "end":
            print("Reversed:", parent_end.recv())
    parent_end.close()
    child.join()
