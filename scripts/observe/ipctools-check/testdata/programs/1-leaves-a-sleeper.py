#!/usr/bin/env python3
# check: 1
# missing: nothing-left
# says: (?i)sleep|left|running
# A second process keeps the terminal's "ps ax" interesting, and nobody ends it.
import subprocess
import sys
from multiprocessing import get_context


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("usage: fibonacci.py N, and N is 0 or more")
    sleeper = subprocess.Popen(["sleep", "300"])
    p = get_context("fork").Process(target=fibonacci, args=(int(sys.argv[1]),))
    p.start()
    p.join()
