#!/usr/bin/env python3
# check: 1
# missing: refuses
# says: (?i)traceback|exception
import sys
from multiprocessing import get_context


def fibonacci(n):
    if n < 0:
        raise ValueError("n must not be negative")
    a, b = 0, 1
    for _ in range(n + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    p = get_context("fork").Process(target=fibonacci, args=(int(sys.argv[1]),))
    p.start()
    p.join()
