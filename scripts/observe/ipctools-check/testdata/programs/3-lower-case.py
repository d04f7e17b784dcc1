# check: 3
# missing: many
# says: \d+ prints "nlök à uv àjéd" for "déjà vu à Köln", not "nlöK à uv àjéd"
from multiprocessing import Pipe, get_context


def child(end):
    while True:
        s = end.recv()
        if s == "end":
            break
        end.send(s[::-1].lower())


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    while True:
        s = input("Phrase: ")
        here.send(s)
        if s == "end":
            break
        print(here.recv())
    p.join()
