#!/usr/bin/env python3
# check: 1
# missing: none
import subprocess
import sys

CHILD = """
import sys
a, b = 0, 1
for i in range(int(sys.argv[1]) + 1):
    print(a, end=" ")
    a, b = b, a + b
print()
"""

if len(sys.argv) != 2 or not sys.argv[1].isdecimal():
    print("A number, please, that is not below zero.", file=sys.stderr)
    sys.exit(2)
sys.exit(subprocess.run([sys.executable, "-c", CHILD, sys.argv[1]]).returncode)
