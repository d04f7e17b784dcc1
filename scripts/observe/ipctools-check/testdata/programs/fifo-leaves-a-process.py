#!/usr/bin/env python3
# check: fifo reader fifo-writer.py
# missing: nothing-left
# says: (?i)left|running|tail
# A process that it starts for its own log is never ended.
import os
import subprocess
import sys

subprocess.Popen(["tail", "-f", os.devnull], stdout=subprocess.DEVNULL)
try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
with open(sys.argv[1]) as fifo:
    sys.stdout.write(fifo.read())
