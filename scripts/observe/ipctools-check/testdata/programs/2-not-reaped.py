#!/usr/bin/env python3
# check: 2
# missing: reaped
# says: (?i)wait|reap|zombie
# env: DELAY=0.3
import os
import signal
import time

signal.signal(signal.SIGUSR1, lambda sig, frame: print("Intercepted"))
child = os.fork()
if child == 0:
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    while True:
        signal.pause()
signal.pause()
os.kill(child, signal.SIGKILL)
time.sleep(0.5)
