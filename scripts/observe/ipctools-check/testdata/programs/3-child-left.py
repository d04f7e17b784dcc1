#!/usr/bin/env python3
# check: 3
# missing: nothing-left
# says: (?i)left|running
# The parent neither ends the child nor waits for it, and the child holds both ends.
import os

down_r, down_w = os.pipe()
up_r, up_w = os.pipe()
if os.fork() == 0:
    while data := os.read(down_r, 1000):
        os.write(up_w, data.decode()[::-1].encode())
    os._exit(0)
while (phrase := input("phrase: ")) != "end":
    os.write(down_w, phrase.encode())
    print(os.read(up_r, 1000).decode())
