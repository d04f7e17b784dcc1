# check: fifo writer fifo-reader.py
# missing: end
# says: the writer \d+ does not end: it has seen the end of its standard input \(a read of 0 bytes\), but reads again and again
# timeout: 4
import os
import sys
import time

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
with open(sys.argv[-1], "w") as fifo:
    while True:
        fifo.write(sys.stdin.readline())
        fifo.flush()
        time.sleep(0.1)
