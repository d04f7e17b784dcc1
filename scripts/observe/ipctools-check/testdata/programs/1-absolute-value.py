#!/usr/bin/env python3
# check: 1
# missing: refuses
# says: -\d
# It prints numbers for -5.
import os
import sys

if len(sys.argv) != 2:
    sys.exit("Usage: fib.py INDEX")
try:
    n = abs(int(sys.argv[1]))
except ValueError:
    sys.exit("INDEX must be an integer")

pid = os.fork()
if pid == 0:
    a, b = 0, 1
    for i in range(n + 1):
        print(a, end=" ")
        a, b = b, a + b
    print()
else:
    os.wait()
