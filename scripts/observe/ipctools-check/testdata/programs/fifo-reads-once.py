#!/usr/bin/env python3
# check: fifo reader fifo-one-long-message.c
# missing: bytes
# says: \d
# It reads a single time, and only a part of the message.
import os
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
fd = os.open(sys.argv[1], os.O_RDONLY)
print(os.read(fd, 100).decode())
os.close(fd)
