#!/usr/bin/env bash
# check: fifo writer fifo-regular-file-reader.py
# missing: fifo
# says: (?i)regular|file|mkfifo
touch "$1"
printf '%s\n' one two three end >>"$1"
