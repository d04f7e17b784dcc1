#!/usr/bin/env python3
# check: 3
# missing: none
import multiprocessing as mp


def child(conn):
    for phrase in iter(conn.recv, None):
        conn.send(phrase[::-1])
    conn.close()


if __name__ == "__main__":
    mp.set_start_method("forkserver")
    here, there = mp.Pipe()
    p = mp.Process(target=child, args=(there,))
    p.start()
    print("Type phrases, and 'end' to stop.")
    while (phrase := input("phrase? ")) != "end":
        here.send(phrase)
        print("->", here.recv())
    here.send(None)
    here.close()
    there.close()
    p.join()
