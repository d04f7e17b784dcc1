#!/usr/bin/env python3
# check: fifo reader fifo-writer.sh
# missing: none
import os
import sys

path = sys.argv[-1]
try:
    os.mkfifo(path, 0o600)
except FileExistsError:
    pass

with open(path) as fifo:
    for line in fifo:
        print("received:", line.rstrip("\n"))
