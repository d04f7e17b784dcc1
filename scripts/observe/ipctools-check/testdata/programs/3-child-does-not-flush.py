# check: 3
# missing: round
# says: the child \d+ has read the phrase, but has written nothing into a pipe: is it still in a buffer \(flush\)
import os

to_read, to_write = os.pipe()
from_read, from_write = os.pipe()
if os.fork() == 0:
    os.close(to_write)
    os.close(from_read)
    with open(to_read) as incoming, open(from_write, "w") as outgoing:
        for line in incoming:
            print(line.rstrip("\n")[::-1], file=outgoing)
    os._exit(0)
os.close(to_read)
os.close(from_write)
with open(from_read) as incoming, open(to_write, "w") as outgoing:
    while (s := input("Phrase: ")) != "end":
        print(s, file=outgoing, flush=True)
        print(incoming.readline())
os.wait()
