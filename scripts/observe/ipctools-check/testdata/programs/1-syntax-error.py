# check: 1
# missing: numbers
# says: the program does not start: "SyntaxError: .*"
import sys

if len(sys.argv) != 2
    sys.exit("one whole number, please")
