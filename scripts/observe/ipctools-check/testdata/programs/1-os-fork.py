#!/usr/bin/env python3
# check: 1
# missing: none
import os
import sys

if len(sys.argv) != 2:
    sys.exit("usage: fib.py N")
try:
    n = int(sys.argv[1])
except ValueError:
    sys.exit(f"{sys.argv[1]!r} is not a whole number")
if n < 0:
    sys.exit(f"{n} is negative")

pid = os.fork()
if pid == 0:
    print(f"child {os.getpid()} of parent {os.getppid()}")
    a, b = 0, 1
    while n >= 0:
        print(a)
        a, b = b, a + b
        n -= 1
    sys.exit(0)

os.waitpid(pid, 0)
print(f"parent {os.getpid()}: my child {pid} is done")
