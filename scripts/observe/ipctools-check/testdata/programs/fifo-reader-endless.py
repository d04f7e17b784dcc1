# check: fifo reader fifo-writer.py
# missing: end
# says: the reader \d+ has seen the end \(a read of 0 bytes\), but reads again and again
# timeout: 4
import os
import sys
import time

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
with open(sys.argv[-1]) as fifo:
    while True:
        print(fifo.readline(), end="", flush=True)
        time.sleep(0.05)
