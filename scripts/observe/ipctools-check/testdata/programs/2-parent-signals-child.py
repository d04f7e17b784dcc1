#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)parent
# env: DELAY=0.3
# The roles are exchanged: the parent sleeps and sends, the child intercepts.
import os
import signal
import time
from multiprocessing import get_context


def handler(sig, frame):
    print("child: my parent sent", sig, flush=True)


def child():
    signal.signal(signal.SIGUSR1, handler)
    while True:
        signal.pause()


if __name__ == "__main__":
    p = get_context("fork").Process(target=child)
    p.start()
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(p.pid, signal.SIGUSR1)
    time.sleep(0.3)
    p.kill()
    p.join()
