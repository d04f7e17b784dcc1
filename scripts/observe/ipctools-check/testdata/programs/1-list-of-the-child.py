# check: 1
# missing: numbers
# says: it prints "\[\]". The child \d+ prints nothing: what the child changes, the parent does not see
import sys
from multiprocessing import get_context

numbers = []


def fib(n):
    a, b = 0, 1
    for _ in range(n + 1):
        numbers.append(a)
        a, b = b, a + b


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    p = get_context("fork").Process(target=fib, args=(int(sys.argv[1]),))
    p.start()
    p.join()
    print(numbers)
