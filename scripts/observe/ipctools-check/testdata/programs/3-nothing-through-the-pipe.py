#!/usr/bin/env python3
# check: 3
# missing: child-reverses
# says: (?i)parent|pipe
# The child only waits for the word that ends it. The parent does the work alone.
import os

r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(w)
    os.read(r, 10)
    os._exit(0)
os.close(r)
while (phrase := input("Phrase: ")) != "end":
    print("".join(reversed(phrase)))
os.write(w, b"end")
os.close(w)
os.waitpid(pid, 0)
