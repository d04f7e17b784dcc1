# check: 3
# missing: ends
# says: \d+ waits for an answer to "end", but the child \d+ has ended without one
from multiprocessing import Pipe, get_context


def child(end):
    while True:
        s = end.recv()
        if s == "end":
            break
        end.send(s[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    while True:
        s = input("Phrase: ")
        here.send(s)
        print(here.recv())
        if s == "end":
            break
    p.join()
