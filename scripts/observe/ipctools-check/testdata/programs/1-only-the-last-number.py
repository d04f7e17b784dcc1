#!/usr/bin/env python3
# check: 1
# missing: numbers
import os
import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


try:
    n = int(sys.argv[1])
except IndexError:
    sys.exit("no index")
except ValueError:
    sys.exit("not an integer")
if n < 0:
    sys.exit("negative index")

if not os.fork():
    print(fib(n))
    sys.exit()
os.wait()
