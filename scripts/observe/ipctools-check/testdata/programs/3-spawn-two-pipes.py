#!/usr/bin/env python3
# check: 3
# missing: none
# One pipe for each direction, and bytes instead of objects.
from multiprocessing import get_context

STOP = b"end"


def work(requests, replies):
    while (data := requests.recv_bytes()) != STOP:
        replies.send_bytes(data.decode()[::-1].encode())
    requests.close()
    replies.close()


if __name__ == "__main__":
    spawn = get_context("spawn")
    request_reader, request_writer = spawn.Pipe(duplex=False)
    reply_reader, reply_writer = spawn.Pipe(duplex=False)
    p = spawn.Process(target=work, args=(request_reader, reply_writer))
    p.start()
    while True:
        data = input("phrase: ").encode()
        request_writer.send_bytes(data)
        if data == STOP:
            break
        print(reply_reader.recv_bytes().decode())
    for c in request_reader, request_writer, reply_reader, reply_writer:
        c.close()
    p.join()
