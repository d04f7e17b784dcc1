#!/usr/bin/env python3
# check: 3
# missing: ends
# says: (?i)holds|open|wait
# The parent closes its end only after join(), and the child waits for that.
from multiprocessing import get_context


def child(conn, parents_end):
    parents_end.close()
    while True:
        try:
            conn.send(conn.recv()[::-1])
        except EOFError:
            break


if __name__ == "__main__":
    ctx = get_context("fork")
    a, b = ctx.Pipe()
    p = ctx.Process(target=child, args=(b, a))
    p.start()
    b.close()
    while (phrase := input("phrase: ")) != "end":
        a.send(phrase)
        print(a.recv())
    p.join()
    a.close()
