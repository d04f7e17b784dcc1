#!/usr/bin/env python3
# check: fifo writer fifo-reader.c
# missing: end
# timeout: 5
# says: (?i)writer|holds|open|close
# The writer waits, with the FIFO open, for the reader to end.
import os
import signal
import sys

try:
    os.mkfifo(sys.argv[1])
except FileExistsError:
    pass
fifo = open(sys.argv[1], "w")
fifo.write("Dear reader,\nthis is all.\n")
fifo.flush()
signal.pause()
fifo.close()
