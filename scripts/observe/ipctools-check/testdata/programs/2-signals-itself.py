#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)itself|not the parent
# env: DELAY=0.3
# os.getpid() in the child is the child. The handler is inherited, and runs there.
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getpid(), signal.SIGUSR1)


def handler(sig, frame):
    print("received", sig)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
