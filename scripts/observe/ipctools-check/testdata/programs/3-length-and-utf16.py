#!/usr/bin/env python3
# check: 3
# missing: none
# Through two pipes goes a length, and then text in UTF-16.
import os
import struct


def send(descriptor, text):
    data = text.encode("utf-16-le")
    os.write(descriptor, struct.pack("i", len(data)) + data)


def receive(descriptor):
    (length,) = struct.unpack("i", os.read(descriptor, 4))
    return os.read(descriptor, length).decode("utf-16-le")


asked, ask = os.pipe()
answered, answer = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(ask)
    while (phrase := receive(asked)) != "end":
        send(answer, phrase[::-1])
    os._exit(0)
os.close(asked)
os.close(answer)
phrase = ""
while phrase != "end":
    phrase = input("Phrase: ")
    send(ask, phrase)
    if phrase != "end":
        print(receive(answered))
os.waitpid(pid, 0)
