#!/usr/bin/env bash
# check: fifo reader fifo-writer.py
# missing: end
# says: (?i)both|O_RDWR|holds|itself
mkfifo "$1" 2>/dev/null
exec {fifo_fd}<>"$1"
while read -r -u "$fifo_fd" line; do
  echo "$line"
done
