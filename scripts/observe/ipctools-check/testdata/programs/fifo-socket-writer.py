#!/usr/bin/env python3
# check: fifo writer fifo-socket-reader.py
# missing: fifo
# says: (?i)socket|mkfifo|FIFO
import socket
import sys
import time

s = socket.socket(socket.AF_UNIX)
while True:
    try:
        s.connect(sys.argv[1])
        break
    except OSError:
        time.sleep(0.1)
s.sendall(b"hello\nfrom a socket\n")
s.close()
