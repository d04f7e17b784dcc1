# check: 1
# missing: none
import sys
from multiprocessing import get_context


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    print(f"fib({n}) = {a}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    for i in range(int(sys.argv[1]) + 1):
        p = get_context("fork").Process(target=fib, args=(i,))
        p.start()
        p.join()
