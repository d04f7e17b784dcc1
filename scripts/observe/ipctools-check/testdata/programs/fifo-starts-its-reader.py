#!/usr/bin/env python3
# check: fifo writer fifo-only-a-hint.sh
# missing: unrelated
# says: (?i)child|parent|start|related
# It starts a reader of its own, so that one terminal is enough.
import os
import sys

path = sys.argv[1]
if not os.path.exists(path):
    os.mkfifo(path)
pid = os.fork()
if pid == 0:
    with open(path) as fifo:
        for line in fifo:
            print("reader:", line, end="")
    sys.exit()
with open(path, "w") as fifo:
    fifo.write("hello, my child\n")
    fifo.write("and goodbye\n")
os.waitpid(pid, 0)
