#!/usr/bin/env python3
# check: 3
# missing: child-reverses
# says: (?i)thread|no child
# Both ends of the pipe are in one process.
from multiprocessing import Pipe
from threading import Thread


def reverser(conn):
    while True:
        text = conn.recv()
        if text == "end":
            return
        conn.send(text[::-1])


a, b = Pipe()
worker = Thread(target=reverser, args=(b,))
worker.start()
while True:
    text = input("Please enter a phrase: ")
    a.send(text)
    if text == "end":
        break
    print("Reversed phrase:", a.recv())
worker.join()
a.close()
b.close()
