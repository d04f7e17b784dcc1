#!/usr/bin/env python3
# check: 2
# missing: kill
# says: (?i)had (already )?ended|ended (by )?itself|exit
# env: DELAY=0.3
# The child ends after its signal. The parent takes its time and kills a zombie.
import os
import signal
import time

signal.signal(signal.SIGUSR1, lambda sig, frame: print("signal", sig))
pid = os.fork()
if pid == 0:
    time.sleep(float(os.environ.get("DELAY", 5)))
    os.kill(os.getppid(), signal.SIGUSR1)
    os._exit(0)
signal.pause()
time.sleep(0.5)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
