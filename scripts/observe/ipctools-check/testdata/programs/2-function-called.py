# check: 2
# missing: signal
# says: the parent \d+ itself sends SIGUSR1, to its own parent \(check.sh\): is the child.s function called in target=\?
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
    p.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child())
    p.start()
    p.join()
