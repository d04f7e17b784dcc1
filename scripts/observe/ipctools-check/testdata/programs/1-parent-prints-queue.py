#!/usr/bin/env python3
# check: 1
# missing: child-writes
# says: (?i)parent|itself
# The child calculates, but the parent prints.
import sys
from multiprocessing import get_context


def fibonacci(n, queue):
    a, b = 0, 1
    for _ in range(n + 1):
        queue.put(a)
        a, b = b, a + b


if __name__ == "__main__":
    try:
        n = int(sys.argv[1])
    except (IndexError, ValueError):
        sys.exit("an integer is needed")
    if n < 0:
        sys.exit("too small")
    context = get_context("fork")
    queue = context.SimpleQueue()
    p = context.Process(target=fibonacci, args=(n, queue))
    p.start()
    for _ in range(n + 1):
        print(queue.get())
    p.join()
