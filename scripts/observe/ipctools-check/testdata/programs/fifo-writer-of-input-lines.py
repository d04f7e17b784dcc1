# check: fifo writer fifo-reader.py
# missing: none
# says: The writer \d+ reads \d+ bytes from its standard input, and writes \d+ into the FIFO(?s:.*)The writer \d+ ends with a traceback: "EOFError
import os
import sys

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
with open(sys.argv[-1], "w") as fifo:
    while True:
        fifo.write(input())
