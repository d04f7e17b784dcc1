#!/usr/bin/env python3
# check: 2
# missing: kill
# says: (?i)kill
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(0.5)


def handler(sig, frame):
    print("The parent has received", signal.Signals(sig).name)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
