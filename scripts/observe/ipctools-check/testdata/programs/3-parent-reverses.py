#!/usr/bin/env python3
# check: 3
# missing: child-reverses
# says: (?i)parent|unchanged|not reversed
from multiprocessing import get_context


def echo(conn):
    while (phrase := conn.recv()) != "end":
        conn.send(phrase)


if __name__ == "__main__":
    ctx = get_context("fork")
    ours, theirs = ctx.Pipe()
    p = ctx.Process(target=echo, args=(theirs,))
    p.start()
    while True:
        phrase = input("phrase: ")
        ours.send(phrase)
        if phrase == "end":
            break
        print(ours.recv()[::-1])
    p.join()
    ours.close()
