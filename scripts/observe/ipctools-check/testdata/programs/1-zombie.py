#!/usr/bin/env python3
# check: 1
# missing: parent-waits
# says: (?i)zombie|reap|wait
# The parent sleeps longer than the child runs, and never waits for it.
import os
import sys
import time

if len(sys.argv) != 2 or not sys.argv[1].isdigit():
    print("usage: zombie.py N")
    sys.exit(1)
n = int(sys.argv[1])

if os.fork() == 0:
    a, b = 0, 1
    for i in range(n + 1):
        print(a)
        a, b = b, a + b
    sys.exit()
time.sleep(1)
