"""fib.py LAST is exercise 1 of the session: a worker child prints fib(0) to fib(LAST)."""
import sys
from multiprocessing import Process


def print_sequence(last):
    a, b = 0, 1
    for _ in range(last + 1):
        print(a)
        a, b = b, a + b


if __name__ == "__main__":
    if hasattr(sys, "set_int_max_str_digits"):  # since 3.11
        sys.set_int_max_str_digits(0)
    worker = Process(target=print_sequence, args=(int(sys.argv[1]),))
    worker.start()
    worker.join()
    sys.exit(worker.exitcode)
