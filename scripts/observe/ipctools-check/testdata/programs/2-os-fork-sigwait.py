#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
# The parent takes the signal with sigwait: there is no handler.
import os
import signal
import time

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
pid = os.fork()
if pid == 0:
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    while True:
        time.sleep(60)

got = signal.sigwait({signal.SIGUSR1})
print("got", signal.Signals(got).name)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
