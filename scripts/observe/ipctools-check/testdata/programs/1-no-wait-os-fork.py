#!/usr/bin/env python3
# check: 1
# missing: parent-waits
# says: (?i)ended while|before
import os
import sys
import time

try:
    n = int(sys.argv[1])
    if n < 0:
        raise ValueError("negative index")
except (IndexError, ValueError) as e:
    print("Bad argument:", e)
    sys.exit(1)

if os.fork() == 0:
    time.sleep(0.5)
    a, b = 0, 1
    for i in range(n + 1):
        print(a)
        a, b = b, a + b
