#!/usr/bin/env python3
# check: 3
# missing: child-reverses
# says: (?i)file
# Phrase and answer are in two files, and each side looks for the other's again and again.
import os
import shutil
import tempfile
import time
from multiprocessing import get_context


def put(path, text):
    with open(path + ".new", "w") as f:
        f.write(text)
    os.rename(path + ".new", path)


def take(path):
    while not os.path.exists(path):
        time.sleep(0.02)
    with open(path) as f:
        text = f.read()
    os.remove(path)
    return text


def child(folder):
    while (phrase := take(folder + "/phrase")) != "end":
        put(folder + "/answer", phrase[::-1])


if __name__ == "__main__":
    folder = tempfile.mkdtemp()
    p = get_context("fork").Process(target=child, args=(folder,))
    p.start()
    phrase = None
    while phrase != "end":
        phrase = input("phrase: ")
        put(folder + "/phrase", phrase)
        if phrase != "end":
            print(take(folder + "/answer"))
    p.join()
    shutil.rmtree(folder)
