#!/usr/bin/env python3
# check: 1
# missing: refuses
# says: -\d
# For -5 it says nothing at all.
import sys
from multiprocessing import get_context


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("one argument is needed")
    try:
        n = int(sys.argv[1])
    except ValueError:
        sys.exit("it must be an integer")
    p = get_context("fork").Process(target=fibonacci, args=(n,))
    p.start()
    p.join()
