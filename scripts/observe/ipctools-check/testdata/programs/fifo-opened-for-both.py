#!/usr/bin/env python3
# check: fifo reader fifo-writer.c
# missing: end
# says: (?i)both|O_RDWR|holds|itself
# The reader is a writer, too, so that its input has no end.
import os
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
fd = os.open(sys.argv[1], os.O_RDWR)
while data := os.read(fd, 1000):
    print(data.decode(), end="", flush=True)
os.close(fd)
