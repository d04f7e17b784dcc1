#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context


def child(parent):
    time.sleep(float(os.environ.get("DELAY", "5")))
    os.kill(parent, signal.SIGUSR1)
    signal.pause()


if __name__ == "__main__":
    p = get_context("forkserver").Process(target=child, args=(os.getpid(),))
    signal.signal(signal.SIGUSR1, lambda sig, frame: p.kill())
    p.start()
    p.join()
