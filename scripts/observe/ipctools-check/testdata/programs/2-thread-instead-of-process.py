#!/usr/bin/env python3
# check: 2
# missing: signal
# says: (?i)thread|no child|itself
# env: DELAY=0.3
import os
import signal
import threading
import time


def work():
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getpid(), signal.SIGUSR1)


def handler(sig, frame):
    print("Got it, the thread ends by itself")


signal.signal(signal.SIGUSR1, handler)
t = threading.Thread(target=work)
t.start()
signal.pause()
t.join()
