#!/usr/bin/env python3
# check: 3
# missing: none
# The child sends back a list of characters.
from multiprocessing import get_context


def reverser(connection):
    while (phrase := connection.recv()) != "end":
        connection.send(list(reversed(phrase)))


if __name__ == "__main__":
    context = get_context("fork")
    parent_end, child_end = context.Pipe()
    child = context.Process(target=reverser, args=(child_end,))
    child.start()
    phrase = ""
    while phrase != "end":
        phrase = input("Phrase: ")
        parent_end.send(phrase)
        if phrase != "end":
            print("".join(parent_end.recv()))
    child.join()
