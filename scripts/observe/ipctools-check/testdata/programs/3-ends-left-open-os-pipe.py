#!/usr/bin/env python3
# check: 3
# missing: ends
# says: (?i)holds|open|descriptor
import os

down_r, down_w = os.pipe()
up_r, up_w = os.pipe()
pid = os.fork()
if pid == 0:
    with os.fdopen(down_r) as phrases, os.fdopen(up_w, "w") as answers:
        for phrase in phrases:
            print(phrase.rstrip("\n")[::-1], file=answers, flush=True)
    os._exit(0)

with os.fdopen(down_w, "w") as phrases, os.fdopen(up_r) as answers:
    while True:
        phrase = input("Phrase, please: ")
        if phrase == "end":
            break
        print(phrase, file=phrases, flush=True)
        print(answers.readline().rstrip("\n"))
os.waitpid(pid, 0)
