# check: fifo writer fifo-reader-fixed-name.sh
# missing: fifo
# says: but \d+ makes .*/fixed: is its name fixed \(--fifo fixed\)\?
# timeout: 4
import os

try:
    os.mkfifo("fixed")
except FileExistsError:
    pass
with open("fixed", "w") as fifo:
    print("hello", file=fifo)
