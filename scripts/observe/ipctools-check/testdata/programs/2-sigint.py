#!/usr/bin/env python3
# check: 2
# missing: signal
# says: SIGINT
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)


def handler(sig, frame):
    if sig == signal.SIGINT:
        print(":~:")
        os.kill(p.pid, signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
