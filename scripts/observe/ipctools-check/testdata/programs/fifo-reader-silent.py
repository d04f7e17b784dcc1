# check: fifo reader fifo-writer.py
# missing: bytes
# says: the reader \d+ reads \d+ bytes, and prints none of them
import os
import sys

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
with open(sys.argv[-1]) as fifo:
    for line in fifo:
        pass
