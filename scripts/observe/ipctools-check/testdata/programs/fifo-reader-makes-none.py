# check: fifo reader fifo-writer.py
# missing: fifo
# says: the reader \d+ comes first, and does not make it, and ends with a traceback of FileNotFoundError: whoever comes first makes the FIFO
import sys

with open(sys.argv[-1]) as fifo:
    print(fifo.read(), end="")
