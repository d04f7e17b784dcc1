#!/usr/bin/env python3
# check: 1
# missing: none
import sys
from multiprocessing import get_context


def fibonacci(index):
    a, b = 0, 1
    for _ in range(index + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("Usage: fibonacci INDEX (an integer >= 0)")
        sys.exit(1)
    try:
        index = int(sys.argv[1])
    except ValueError:
        print(sys.argv[1], "is not an integer")
        sys.exit(1)
    if index < 0:
        print("The index must be 0 or more, not", index)
        sys.exit(1)
    child = get_context("fork").Process(target=fibonacci, args=(index,))
    child.start()
    child.join()
