#!/usr/bin/env python3
# check: fifo reader fifo-writer.sh
# missing: end
# timeout: 5
# says: (?i)end
# An empty string is the end, but the reader takes it for a pause.
import os
import sys
import time

path = sys.argv[1]
if not os.path.exists(path):
    try:
        os.mkfifo(path)
    except FileExistsError:
        pass
fifo = open(path)
while True:
    line = fifo.readline()
    if line:
        print("->", line, end="", flush=True)
    else:
        time.sleep(0.05)
