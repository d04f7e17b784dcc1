# check: fifo writer fifo-lesson-reader.py
"""Copies standard input into the FIFO that is named by the argument."""
import os
import sys

if len(sys.argv) != 2:
    sys.exit("usage: writer.py FIFO")
try:
    os.mkfifo(sys.argv[1], 0o600)
except FileExistsError:
    pass  # the reader has made it
with open(sys.argv[1], "wb") as fifo:  # waits for a reader
    for line in sys.stdin.buffer:
        fifo.write(line)
        fifo.flush()
