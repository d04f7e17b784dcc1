#!/usr/bin/env python3
# check: 3
# missing: none
# The child ends when the parent closes the connection.
import multiprocessing

ctx = multiprocessing.get_context("fork")


class Reverser(ctx.Process):
    def __init__(self, mine, other):
        super().__init__()
        self.mine = mine
        self.other = other

    def run(self):
        self.other.close()
        try:
            while True:
                self.mine.send("".join(reversed(self.mine.recv())))
        except EOFError:
            self.mine.close()


if __name__ == "__main__":
    a, b = ctx.Pipe()
    r = Reverser(b, a)
    r.start()
    b.close()
    while True:
        try:
            line = input("> ")
        except EOFError:
            break
        if line.strip().lower() == "end":
            break
        a.send(line)
        print(a.recv())
    a.close()
    r.join()
