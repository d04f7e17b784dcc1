#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
import signal
import subprocess
import sys

CHILD = """if True:
    import os, signal, time
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(100)
"""


class Called(Exception):
    pass


def handler(sig, frame):
    raise Called


signal.signal(signal.SIGUSR1, handler)
child = subprocess.Popen([sys.executable, "-c", CHILD])
try:
    child.wait()
except Called:
    child.kill()
    print("child:", child.wait())
