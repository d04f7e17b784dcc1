#!/usr/bin/env python3
# check: 3
# missing: round
# says: (?i)child
# One way only: the child prints the reversed phrase and sends nothing back.
import time
from multiprocessing import get_context


def show(conn):
    while (phrase := conn.recv()) != "end":
        print(phrase[::-1], flush=True)


if __name__ == "__main__":
    context = get_context("fork")
    sender, receiver = context.Pipe()
    p = context.Process(target=show, args=(receiver,))
    p.start()
    phrase = ""
    while phrase != "end":
        phrase = input("phrase: ")
        sender.send(phrase)
        time.sleep(0.1)
    p.join()
    sender.close()
