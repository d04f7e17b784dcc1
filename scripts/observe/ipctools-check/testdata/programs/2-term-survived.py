#!/usr/bin/env python3
# check: 2
# missing: kill
# says: SIGTERM
# env: DELAY=0.3
# The child has a handler for SIGTERM, goes on, and ends when it likes.
import os
import signal
import time
from multiprocessing import get_context


def refuse(sig, frame):
    print("Not yet, I am busy", flush=True)


def child():
    signal.signal(signal.SIGTERM, refuse)
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(1)


def handler(sig, frame):
    os.kill(p.pid, signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
