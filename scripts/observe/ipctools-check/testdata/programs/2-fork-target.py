#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
import os
import signal
import time
from multiprocessing import get_context

child = None


def handler(sig, frame):
    print("Signal", sig, "from my child. I kill it.")
    os.kill(child.pid, signal.SIGKILL)


def work():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    while True:
        signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    child = get_context("fork").Process(target=work)
    child.start()
    child.join()
    print("The child ended with", child.exitcode)
