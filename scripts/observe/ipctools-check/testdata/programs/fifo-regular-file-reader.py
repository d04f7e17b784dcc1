#!/usr/bin/env python3
# This is the reader of fifo-regular-file-writer.py.
import os
import sys
import time

while not os.path.exists(sys.argv[1]):
    time.sleep(0.1)
text = ""
while not text.endswith("end\n"):
    time.sleep(0.1)
    with open(sys.argv[1]) as f:
        text = f.read()
print(text, end="")
