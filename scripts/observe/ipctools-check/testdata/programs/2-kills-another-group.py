#!/usr/bin/env python3
# check: 2
# missing: kill
# says: is not the child
# env: DELAY=0.3
# The group that the parent kills is that of a second child.
import os
import signal
import time


def wait():
    while True:
        time.sleep(60)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
pid = os.fork()
if pid == 0:
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    time.sleep(1)
    os._exit(0)
other = os.fork()
if other == 0:
    os.setpgid(0, 0)
    wait()
os.setpgid(other, other)

signal.sigwait({signal.SIGUSR1})
os.killpg(other, signal.SIGKILL)
os.waitpid(other, 0)
os.waitpid(pid, 0)
