#!/usr/bin/env python3
# check: 2
# missing: nothing-left
# says: (?i)left|running
# env: DELAY=0.3
import os
import signal
import time


def start(seconds):
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os.kill(os.getppid(), signal.SIGUSR1)
        while True:
            signal.pause()
    return pid


signal.signal(signal.SIGUSR1, lambda sig, frame: os.kill(first, signal.SIGKILL))
first = start(float(os.environ.get("DELAY", 5)))
second = start(3600)
os.waitpid(first, 0)
