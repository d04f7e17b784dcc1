#!/usr/bin/env python3
# This is the reader of fifo-data-in-another-file.py.
import os
import sys
import time

while not os.path.exists(sys.argv[1] + ".txt"):
    time.sleep(0.1)
with open(sys.argv[1] + ".txt") as f:
    print(f.read(), end="")
os.remove(sys.argv[1] + ".txt")
