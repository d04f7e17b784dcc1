# check: 1
# missing: numbers
# says: it prints them more than once: 0 0 1 0 1 1
import sys
from multiprocessing import get_context


def fib(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(a, flush=True)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    for i in range(int(sys.argv[1]) + 1):
        p = get_context("fork").Process(target=fib, args=(i,))
        p.start()
        p.join()
