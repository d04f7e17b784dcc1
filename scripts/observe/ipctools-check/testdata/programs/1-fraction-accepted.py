#!/usr/bin/env python3
# check: 1
# missing: refuses
# says: \d\.\d
import sys
from multiprocessing import get_context


class Child(get_context("fork").Process):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        a, b = 0, 1
        for _ in range(self.n + 1):
            print(a)
            a, b = b, a + b


if __name__ == "__main__":
    try:
        n = int(float(sys.argv[1]))
    except (IndexError, ValueError):
        print("Enter a number")
        sys.exit(1)
    if n < 0:
        print("Enter a positive number")
        sys.exit(1)
    c = Child(n)
    c.start()
    c.join()
