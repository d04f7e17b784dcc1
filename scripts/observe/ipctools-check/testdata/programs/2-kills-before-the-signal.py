#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)before|kill
# env: DELAY=1
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(100)


def handler(sig, frame):
    print("My child has signalled.")


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    time.sleep(0.3)
    os.kill(p.pid, signal.SIGKILL)
    p.join()
