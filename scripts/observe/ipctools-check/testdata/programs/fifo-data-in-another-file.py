#!/usr/bin/env python3
# check: fifo writer fifo-another-file-reader.py
# missing: bytes
# says: (?i)nothing|no byte|never|no process|not
# The FIFO is made, but nobody opens it: the message is in a file beside it.
import os
import sys

if not os.path.exists(sys.argv[1]):
    os.mkfifo(sys.argv[1])
with open(sys.argv[1] + ".new", "w") as f:
    f.write("this is the message\n")
os.rename(sys.argv[1] + ".new", sys.argv[1] + ".txt")
