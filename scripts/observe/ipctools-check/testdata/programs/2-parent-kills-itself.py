# check: 2
# missing: kill
# says: the parent \d+ is itself ended by SIGKILL, and not the child \d+
# env: DELAY=0.5
# timeout: 5
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(0.5)
    os.kill(os.getppid(), signal.SIGUSR1)
    signal.pause()


def handler(number, frame):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
