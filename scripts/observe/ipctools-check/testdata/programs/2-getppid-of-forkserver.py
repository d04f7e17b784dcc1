#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)fork ?server
# env: DELAY=0.3
# This is what Python 3.14 does by default. The child ends soon, so that join() returns.
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(1)


def handler(sig, frame):
    print("Goodbye, child")
    os.kill(p.pid, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("forkserver").Process(target=child)
    p.start()
    p.join()
