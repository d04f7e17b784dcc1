#!/usr/bin/env python3
# check: 3
# missing: child-reverses
# says: (?i)pipe|memory
from multiprocessing import get_context


def child(text, asked, answered):
    while True:
        asked.acquire()
        phrase = text.value
        if phrase == b"end":
            return
        text.value = phrase.decode()[::-1].encode()
        answered.release()


if __name__ == "__main__":
    ctx = get_context("fork")
    text = ctx.Array("c", 1000)
    asked, answered = ctx.Semaphore(0), ctx.Semaphore(0)
    p = ctx.Process(target=child, args=(text, asked, answered))
    p.start()
    while True:
        phrase = input("phrase: ").encode()
        text.value = phrase
        asked.release()
        if phrase == b"end":
            break
        answered.acquire()
        print(text.value.decode())
    p.join()
