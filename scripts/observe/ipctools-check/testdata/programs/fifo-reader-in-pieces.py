# check: fifo reader fifo-writer.py
# missing: none
import os
import sys

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
fifo = os.open(sys.argv[-1], os.O_RDONLY)
while data := os.read(fifo, 5):
    print("received:", data)
