# check: fifo reader fifo-writer.py
# missing: bytes
# says: the reader \d+ has removed the FIFO at which the writer waits, and made another of the same name
# timeout: 4
import os
import sys

if os.path.exists(sys.argv[-1]):
    os.remove(sys.argv[-1])
os.mkfifo(sys.argv[-1])
with open(sys.argv[-1]) as fifo:
    print(fifo.read(), end="")
