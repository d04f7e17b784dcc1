#!/usr/bin/env python3
# check: fifo writer fifo-reader.c
# missing: none
import os
import sys

if len(sys.argv) != 2:
    sys.exit("usage: writer.py FIFO")
path = sys.argv[1]
if not os.path.exists(path):
    try:
        os.mkfifo(path)
    except FileExistsError:
        pass  # the reader was faster

with open(path, "w") as fifo:
    for i in range(1, 6):
        print("message", i, file=fifo, flush=True)
print("All messages are sent.")
