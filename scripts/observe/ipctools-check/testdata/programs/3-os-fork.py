#!/usr/bin/env python3
# check: 3
# missing: none
import os
import sys

to_child_r, to_child_w = os.pipe()
to_parent_r, to_parent_w = os.pipe()

if os.fork() == 0:
    os.close(to_child_w)
    os.close(to_parent_r)
    while data := os.read(to_child_r, 4096):
        os.write(to_parent_w, data.decode()[::-1].encode())
    os._exit(0)

os.close(to_child_r)
os.close(to_parent_w)
while True:
    print("Your phrase:", end=" ", flush=True)
    phrase = sys.stdin.readline().rstrip("\n")
    if phrase in ("", "end"):
        break
    os.write(to_child_w, phrase.encode())
    print(os.read(to_parent_r, 4096).decode())
os.close(to_child_w)
os.close(to_parent_r)
os.wait()
