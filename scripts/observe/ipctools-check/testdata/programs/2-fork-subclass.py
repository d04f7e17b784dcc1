#!/usr/bin/env python3
# check: 2
# missing: none
# env: DELAY=0.3
import multiprocessing
import os
import time
from signal import SIGUSR2, pause, signal

DELAY = float(os.environ.get("DELAY", 5))


class Child(multiprocessing.get_context("fork").Process):
    def run(self):
        time.sleep(DELAY)
        os.kill(os.getppid(), SIGUSR2)
        time.sleep(1000)


def intercept(number, frame):
    print("intercepted", number)


if __name__ == "__main__":
    signal(SIGUSR2, intercept)
    child = Child()
    child.start()
    pause()
    child.kill()
    child.join()
