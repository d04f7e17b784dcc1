#!/usr/bin/env python3
# check: 3
# missing: ends
# says: takes "end" for a phrase, reverses it, and asks for the next: does another phrase end it \(--stop PHRASE\)\?
# "end" is a phrase like any other.
from multiprocessing import get_context


def child(conn):
    while True:
        conn.send(conn.recv()[::-1])


if __name__ == "__main__":
    ctx = get_context("fork")
    a, b = ctx.Pipe()
    p = ctx.Process(target=child, args=(b,), daemon=True)
    p.start()
    while True:
        a.send(input("phrase: "))
        print(a.recv())
