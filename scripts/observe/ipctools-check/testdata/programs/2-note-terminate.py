#!/usr/bin/env python3
# check: 2
# missing: none
# says: (?i)TERM
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(100)


def handler(sig, frame):
    p.terminate()


if __name__ == "__main__":
    p = get_context("fork").Process(target=child)
    p.start()
    signal.signal(signal.SIGUSR1, handler)
    p.join()
