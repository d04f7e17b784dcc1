#!/usr/bin/env python3
# check: 3
# missing: ends
# says: end of its input \(descriptor \d+\) but holds the other end itself \(descriptor (\d+)\).*\. Close descriptor \d+ in the child
# The child holds the parent's end too, so that recv() never meets the end.
from multiprocessing import get_context


def child(conn):
    try:
        while True:
            conn.send(conn.recv()[::-1])
    except EOFError:
        conn.close()


if __name__ == "__main__":
    ctx = get_context("fork")
    ours, theirs = ctx.Pipe()
    p = ctx.Process(target=child, args=(theirs,))
    p.start()
    theirs.close()
    while (phrase := input("phrase: ")) != "end":
        ours.send(phrase)
        print(ours.recv())
    ours.close()
    p.join()
