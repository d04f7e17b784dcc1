# check: 1
"""fib.py LAST is exercise 1 of the session: a worker child prints fib(0) to fib(LAST)."""
import sys
from multiprocessing import Process


def print_sequence(last):
    if hasattr(sys, "set_int_max_str_digits"):  # since 3.11
        sys.set_int_max_str_digits(0)
    a, b = 0, 1
    for _ in range(last + 1):
        print(a)
        a, b = b, a + b


def read_index(arguments):
    if len(arguments) != 1:
        sys.exit("usage: fib.py LAST")
    try:
        last = int(arguments[0])
    except ValueError:
        sys.exit(f"fib.py: {arguments[0]}: not a whole number")
    if last < 0:
        sys.exit(f"fib.py: {last}: less than 0")
    return last


if __name__ == "__main__":
    worker = Process(target=print_sequence, args=(read_index(sys.argv[1:]),))
    worker.start()
    worker.join()
    sys.exit(worker.exitcode)
