# check: 1
# missing: child-writes
# says: \d+, the parent, prints them before it starts \d+: is the function called in target=, with \(\)\?
import sys
from multiprocessing import get_context


def fib(n):
    a, b = 0, 1
    for _ in range(n + 1):
        print(f"fib: {a}")
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    p = get_context("fork").Process(target=fib(int(sys.argv[1])))
    p.start()
    p.join()
