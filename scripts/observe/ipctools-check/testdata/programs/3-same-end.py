# check: 3
# missing: round
# says: \d+ and \d+ both use descriptor \d+ of the pair: what they send arrives at descriptor \d+, which nobody reads
from multiprocessing import Pipe, get_context


def child(end):
    while True:
        s = end.recv()
        if s == "end":
            break
        end.send(s[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(here,))
    p.start()
    while True:
        s = input("Phrase: ")
        here.send(s)
        if s == "end":
            break
        print(here.recv())
    p.join()
