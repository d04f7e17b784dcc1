# check: 1
# missing: numbers
# says: \d+ and \d+ both print them, and only the child should
import sys
from multiprocessing import get_context


def fib(n, queue):
    a, b = 0, 1
    numbers = []
    for _ in range(n + 1):
        numbers.append(a)
        a, b = b, a + b
    print(numbers)
    queue.put(numbers)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("one whole number, please")
    context = get_context("fork")
    queue = context.Queue()
    p = context.Process(target=fib, args=(int(sys.argv[1]), queue))
    p.start()
    for number in queue.get():
        print(number)
    p.join()
