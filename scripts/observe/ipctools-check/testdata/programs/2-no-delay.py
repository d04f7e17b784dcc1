#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)second|\ds|early|soon
# The child does not sleep before it sends the signal, but after it.
import os
import signal
import time
from multiprocessing import get_context


def child():
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(5)


def handler(sig, frame):
    os.kill(p.pid, signal.SIGKILL)


if __name__ == "__main__":
    p = get_context("fork").Process(target=child)
    signal.signal(signal.SIGUSR1, handler)
    p.start()
    p.join()
