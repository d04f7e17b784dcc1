#!/usr/bin/env python3
# check: 1
# missing: none
# The numbers are on one line, in brackets. The PIDs are printed. Refusals end with status 0.
import multiprocessing
import os
import sys

context = multiprocessing.get_context("fork")


class Fibonacci(context.Process):
    def __init__(self, index):
        super().__init__()
        self.index = index

    def run(self):
        numbers = [0, 1]
        while len(numbers) <= self.index:
            numbers.append(numbers[-1] + numbers[-2])
        print("Child PID:", os.getpid(), "parent PID:", os.getppid())
        print(numbers[:self.index + 1])


def main():
    try:
        index = int(sys.argv[1])
        if index < 0:
            raise ValueError
    except (IndexError, ValueError):
        print("Please give me a non-negative integer.")
        return
    print("Parent PID:", os.getpid(), flush=True)
    child = Fibonacci(index)
    child.start()
    child.join()
    print("The child has finished.")


if __name__ == "__main__":
    main()
