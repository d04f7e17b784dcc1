#!/usr/bin/env python3
# check: 3
# missing: round
# The order of the words is reversed, not that of the characters.
from multiprocessing import get_context


def worker(conn):
    while True:
        phrase = conn.recv()
        if phrase is None:
            break
        conn.send(" ".join(reversed(phrase.split())))


if __name__ == "__main__":
    ctx = get_context("fork")
    parent, child = ctx.Pipe()
    p = ctx.Process(target=worker, args=(child,))
    p.start()
    while (phrase := input("Enter a phrase or end: ")) != "end":
        parent.send(phrase)
        print(parent.recv())
    parent.send(None)
    p.join()
    parent.close()
    child.close()
