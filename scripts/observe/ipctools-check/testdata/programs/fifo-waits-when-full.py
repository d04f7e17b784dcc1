#!/usr/bin/env python3
# check: fifo writer fifo-slow-reader.py
# missing: none
# When the FIFO is full, the writer waits until it can write the rest.
import os
import select
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
fd = os.open(sys.argv[1], os.O_WRONLY)
os.set_blocking(fd, False)
rest = b"".join(b"%5d %s\n" % (i, b"." * 993) for i in range(300))
while rest:
    try:
        rest = rest[os.write(fd, rest):]
    except BlockingIOError:
        select.select([], [fd], [])
os.close(fd)
