#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)second|\ds|early|soon
# The child sleeps for long only after it has sent the signal.
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(0.5)  # so that the parent knows p.pid
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(5)


def handler(sig, frame):
    os.kill(p.pid, signal.SIGKILL)


if __name__ == "__main__":
    p = get_context("fork").Process(target=child)
    signal.signal(signal.SIGUSR1, handler)
    p.start()
    p.join()
