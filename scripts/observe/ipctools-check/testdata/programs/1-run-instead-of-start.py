#!/usr/bin/env python3
# check: 1
# missing: child-writes
# says: (?i)no child
import sys
from multiprocessing import Process


class Worker(Process):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        a, b = 0, 1
        for i in range(self.n + 1):
            print(a)
            a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        print("Usage: python3 worker.py N")
    else:
        w = Worker(int(sys.argv[1]))
        w.run()
