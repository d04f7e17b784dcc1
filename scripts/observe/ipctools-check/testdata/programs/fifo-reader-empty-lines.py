# check: fifo reader fifo-writer.py
# missing: none
# says: The reader \d+ reads \d+ bytes, and prints \d+: each line is followed by an empty one\.
import os
import sys

try:
    os.mkfifo(sys.argv[-1])
except FileExistsError:
    pass
with open(sys.argv[-1]) as fifo:
    for line in fifo:
        print(line)
