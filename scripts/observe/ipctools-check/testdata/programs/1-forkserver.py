#!/usr/bin/env python3
# check: 1
# missing: none
import argparse
import multiprocessing as mp


def natural(text):
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("negative")
    return value


def work(n):
    x, y = 0, 1
    print(x, end="")
    for _ in range(n):
        print(",", y, end="")
        x, y = y, x + y
    print()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("n", type=natural)
    n = parser.parse_args().n
    p = mp.get_context("forkserver").Process(target=work, args=(n,))
    p.start()
    p.join()
