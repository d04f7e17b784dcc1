# check: 3
# missing: round
# says: the child \d+ ends with a traceback: "AttributeError: 'str' object has no attribute 'reverse'"
from multiprocessing import Pipe, get_context


def child(end):
    while True:
        s = end.recv()
        end.send(s.reverse())


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    there.close()
    while True:
        s = input("Phrase: ")
        here.send(s)
        print(here.recv())
    p.join()
