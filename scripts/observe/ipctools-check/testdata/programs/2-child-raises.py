# check: 2
# missing: signal
# says: the child \d+ ends with a traceback: "NameError
# env: DELAY=0.5
# timeout: 5
import os
import signal
import time
from multiprocessing import get_context


def child():
    time.sleep(0.5)
    os.kill(ppid, signal.SIGUSR1)
    signal.pause()


def handler(number, frame):
    p.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, handler)
    p = get_context("fork").Process(target=child)
    p.start()
    p.join()
