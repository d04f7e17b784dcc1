#!/usr/bin/env python3
# check: 2
# missing: caught
# says: (?i)ignore
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(10)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join(timeout=1 + float(os.environ.get("DELAY", 5)))
    p.kill()
    p.join()
