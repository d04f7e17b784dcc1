#!/usr/bin/env python3
# check: 3
# missing: many
# says: (?i)one|first|second|1
# The parent has a loop, the child has none: the second phrase gets no answer.
from multiprocessing import get_context


def child(conn, other):
    other.close()
    phrase = conn.recv()
    conn.send(phrase[::-1])
    conn.close()


if __name__ == "__main__":
    ctx = get_context("fork")
    mine, its = ctx.Pipe()
    p = ctx.Process(target=child, args=(its, mine))
    p.start()
    its.close()
    try:
        while (phrase := input("phrase: ")) != "end":
            mine.send(phrase)
            print(mine.recv())
    except (EOFError, OSError):
        print("The child has gone.")
    mine.close()
    p.join()
