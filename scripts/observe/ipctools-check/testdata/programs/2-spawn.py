#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
import multiprocessing as mp
import os
import signal
import time


def send_signal():
    time.sleep(float(os.environ.get("DELAY", 5)))
    print("child: signal to", os.getppid(), flush=True)
    os.kill(os.getppid(), signal.SIGUSR1)
    while True:
        time.sleep(1)


def on_signal(signum, frame):
    global process
    if signum == signal.SIGUSR1:
        print("parent: kill", process.pid)
        os.kill(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    signal.signal(signal.SIGUSR1, on_signal)
    process = mp.Process(target=send_signal)
    process.start()
    process.join()
