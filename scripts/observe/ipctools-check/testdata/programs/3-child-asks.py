# check: 3
# missing: round
# says: the child \d+ reads /dev/null, not the terminal \(EOFError\): which process should ask the user\?
from multiprocessing import Pipe, get_context


def child(end):
    while (s := input("Phrase: ")) != "end":
        end.send(s[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    there.close()
    while True:
        print(here.recv())
