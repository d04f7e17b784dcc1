#!/usr/bin/env python3
# check: 1
# missing: parent-waits
# says: (?i)ended while|before
import subprocess
import sys

CODE = """if True:
    import sys, time
    time.sleep(0.5)
    a, b = 0, 1
    for i in range(int(sys.argv[1]) + 1):
        print(a)
        a, b = b, a + b
"""

if len(sys.argv) == 2 and sys.argv[1].isdigit():
    subprocess.Popen([sys.executable, "-c", CODE, sys.argv[1]])
else:
    print("call me with a natural number")
