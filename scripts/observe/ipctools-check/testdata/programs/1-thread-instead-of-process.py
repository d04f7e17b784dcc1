#!/usr/bin/env python3
# check: 1
# missing: child-writes
# says: (?i)thread|no child
import sys
from threading import Thread


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    try:
        n = int(sys.argv[1])
        assert n >= 0
    except (IndexError, ValueError, AssertionError):
        sys.exit("I need one integer that is not negative")
    t = Thread(target=fibonacci, args=(n,))
    t.start()
    t.join()
