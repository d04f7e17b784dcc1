#!/usr/bin/env python3
# check: fifo writer fifo-slow-reader.py
# missing: bytes
# says: EAGAIN
# When the FIFO is full, a line is dropped.
import os
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
fd = os.open(sys.argv[1], os.O_WRONLY)
os.set_blocking(fd, False)
for i in range(300):
    try:
        os.write(fd, b"%5d %s\n" % (i, b"." * 993))
    except BlockingIOError:
        pass
os.close(fd)
