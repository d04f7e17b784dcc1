#!/usr/bin/env python3
# check: fifo writer fifo-regular-file-reader.py
# missing: fifo
# says: (?i)regular|file|mkfifo
# open() makes a regular file if there is no FIFO.
import sys

with open(sys.argv[1], "w") as f:
    for number in range(5):
        f.write("number %d\n" % number)
    f.write("end\n")
