#!/usr/bin/env python3
# check: 2
# missing: none
# says: (?i)spin|processor|CPU
# env: DELAY=1
import os
import signal
import sys
import time

received = False


def handler(sig, frame):
    global received
    received = True


signal.signal(signal.SIGUSR1, handler)
pid = os.fork()
if pid == 0:
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    signal.pause()
    sys.exit()
while not received:
    pass
os.kill(pid, signal.SIGKILL)
os.wait()
