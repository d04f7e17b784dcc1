#!/usr/bin/env python3
# check: 3
# missing: many
# says: (?i)one|first|second|1
from multiprocessing import get_context


def child(conn):
    conn.send(conn.recv()[::-1])
    conn.close()


if __name__ == "__main__":
    ctx = get_context("fork")
    parent_conn, child_conn = ctx.Pipe()
    p = ctx.Process(target=child, args=(child_conn,))
    p.start()
    parent_conn.send(input("Phrase: "))
    print(parent_conn.recv())
    parent_conn.close()
    p.join()
