# check: 3
# missing: many
# says: \d+ prints nothing for "déjà vu à Köln", and goes on
from multiprocessing import Pipe, get_context


def child(end):
    while (s := end.recv()) != "end":
        end.send(s[::-1])


if __name__ == "__main__":
    here, there = Pipe()
    p = get_context("fork").Process(target=child, args=(there,))
    p.start()
    while True:
        s = input("Phrase: ")
        here.send(s)
        if s == "end":
            break
        answer = here.recv()
        if answer.isascii():
            print(answer)
    p.join()
