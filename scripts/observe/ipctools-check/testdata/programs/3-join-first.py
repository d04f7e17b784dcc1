# check: 3
# missing: round
# says: \d+ waits for \d+ to end \(join\) before it asks for a phrase
from multiprocessing import Pipe, get_context


def child(end):
    while (s := end.recv()) != "end":
        end.send(s[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    p.join()
    while True:
        s = input("Phrase: ")
        here.send(s)
        if s == "end":
            break
        print(here.recv())
