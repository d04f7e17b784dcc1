#!/usr/bin/env python3
# check: 2
# missing: kill
# says: (?i)itself|kill
# env: DELAY=0.3
# The handler kills the process in which it runs. The child ends when it sees that.
import os
import signal
import sys
import time

signal.signal(signal.SIGUSR1, lambda sig, frame: os.kill(os.getpid(), signal.SIGKILL))
pid = os.fork()
if pid == 0:
    parent = os.getppid()
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(parent, signal.SIGUSR1)
    while os.getppid() == parent:
        time.sleep(0.02)
    sys.exit()
os.waitpid(pid, 0)
