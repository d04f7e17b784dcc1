#!/usr/bin/env python3
# check: 2
# missing: caught
# says: SIGUSR1
# env: DELAY=0.3
# There is no handler, so that the signal ends the parent. The child ends when it sees that.
import os
import signal
import time
from multiprocessing import get_context


def child():
    parent = os.getppid()
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(parent, signal.SIGUSR1)
    while os.getppid() == parent:
        time.sleep(0.02)


if __name__ == "__main__":
    p = get_context("fork").Process(target=child)
    p.start()
    signal.pause()
    os.kill(p.pid, signal.SIGKILL)
    p.join()
