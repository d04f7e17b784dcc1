#!/usr/bin/env python3
# check: fifo writer fifo-reader.py
# missing: none
# It sends what it reads from standard input.
import os
import shutil
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
with open(sys.argv[1], "wb") as fifo:
    shutil.copyfileobj(sys.stdin.buffer, fifo)
