#!/usr/bin/env bash
# Has no header: fifo-fixed-name.py writes to it.
[ -p fixed ] || mkfifo fixed 2>&-
cat fixed
