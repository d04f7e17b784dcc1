# check: fifo reader fifo-writer.py
# missing: bytes
# says: the reader \d+ ends with a traceback of FileExistsError before it opens the FIFO
import os
import sys

os.mkfifo(sys.argv[-1])
with open(sys.argv[-1]) as fifo:
    print(fifo.read(), end="")
