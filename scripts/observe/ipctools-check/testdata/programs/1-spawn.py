#!/usr/bin/env python3
# check: 1
# missing: none
import multiprocessing
import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def show(n):
    for i in range(n + 1):
        print("fib(%d) = %d" % (i, fib(i)))


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    if len(sys.argv) < 2 or not sys.argv[1].isdigit():
        sys.exit("the index of the last number is missing or wrong")
    worker = multiprocessing.Process(target=show, args=(int(sys.argv[1]),))
    worker.start()
    worker.join()
