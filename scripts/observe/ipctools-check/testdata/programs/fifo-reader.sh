#!/usr/bin/env bash
# check: fifo reader fifo-writer.py
# missing: none
if [[ ! -p $1 ]]; then
  mkfifo "$1" 2>/dev/null
fi
while IFS= read -r line; do
  echo "$((++count)): $line"
done <"$1"
