#!/usr/bin/env python3
# check: 3
# missing: none
import subprocess
import sys

CODE = "import sys\nfor line in sys.stdin: print(line.rstrip('\\n')[::-1], flush=True)"

child = subprocess.Popen([sys.executable, "-c", CODE], text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
while (phrase := input("? ")) != "end":
    print(phrase, file=child.stdin, flush=True)
    print(child.stdout.readline(), end="")
child.stdin.close()
child.wait()
child.stdout.close()
