#!/usr/bin/env python3
# check: fifo writer fifo-reader.sh
# missing: waits
# says: (?i)wait|O_NONBLOCK|ENXIO
# If there is no reader yet, it gives up.
import os
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
try:
    fd = os.open(sys.argv[1], os.O_WRONLY | os.O_NONBLOCK)
except OSError:
    sys.exit("Please start the reader first.")
os.write(fd, b"Are you there?\n")
os.close(fd)
