#!/usr/bin/env python3
# This is the reader of fifo-socket-writer.py.
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
connection, _ = server.accept()
while data := connection.recv(100):
    print(data.decode(), end="")
