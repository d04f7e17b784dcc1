#!/usr/bin/env python3
# check: 1
# missing: numbers
import sys
from multiprocessing import get_context


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].isdigit():
        p = get_context("fork").Process(target=fibonacci, args=(int(sys.argv[1]),))
        p.start()
        p.join()
    else:
        print("Usage:", sys.argv[0], "INDEX", file=sys.stderr)
        sys.exit(1)
