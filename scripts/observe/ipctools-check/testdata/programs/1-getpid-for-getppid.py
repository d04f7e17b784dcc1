# check: 1
# missing: pids
# says: is this getpid\(\) instead of getppid\(\)\?
import os
import sys
from multiprocessing import get_context


def fib(n):
    print("child: my parent is", os.getpid())
    a, b = 0, 1
    for _ in range(n + 1):
        print(f"fib: {a}")
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    p = get_context("fork").Process(target=fib, args=(int(sys.argv[1]),))
    p.start()
    p.join()
