# check: 1
# missing: numbers
# says: \d+ and \d+ both print them, and only the child should
import os
import sys


def fib(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(a, flush=True)
        a, b = b, a + b


if len(sys.argv) != 2 or not sys.argv[1].isdigit():
    sys.exit("one whole number, please")
pid = os.fork()
fib(int(sys.argv[1]))
if pid:
    os.wait()
