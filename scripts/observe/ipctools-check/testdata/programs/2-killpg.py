#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
# The child has a process group of its own, and the parent kills that.
import os
import signal
import time

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    while True:
        signal.pause()

signal.sigwait({signal.SIGUSR1})
os.killpg(pid, signal.SIGKILL)
os.waitpid(pid, 0)
