"""Copies the FIFO that is named by the argument to standard output."""
import os
import sys

if len(sys.argv) != 2:
    sys.exit("usage: reader.py FIFO")
try:
    os.mkfifo(sys.argv[1], 0o600)
except FileExistsError:
    pass  # the writer has made it
with open(sys.argv[1], "rb") as fifo:  # waits for a writer
    for line in fifo:  # until the last writer has closed it
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
