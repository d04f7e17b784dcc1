#!/usr/bin/env python3
# check: fifo reader fifo-writer.go
# missing: none
# It takes a while before it reads.
import os
import sys
import time

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
with open(sys.argv[1], "rb") as fifo:
    time.sleep(1)
    data = fifo.read()
print(len(data), "bytes:", data.decode())
