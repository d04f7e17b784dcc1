#!/usr/bin/env python3
# check: 1
# missing: pids
# os.getpid() is called in the constructor, and so by the parent.
import os
import sys
from multiprocessing import get_context


class Fibonacci(get_context("fork").Process):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.my_pid = os.getpid()

    def run(self):
        print("I am the child, my PID is", self.my_pid)
        a, b = 0, 1
        for _ in range(self.n + 1):
            print(a)
            a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("the only argument is a natural number")
    f = Fibonacci(int(sys.argv[1]))
    f.start()
    f.join()
