#!/usr/bin/env bash
# check: fifo writer fifo-reader.sh
# missing: none
fifo=$1
[[ -p $fifo ]] || mkfifo "$fifo" 2>/dev/null

{
  echo "Hello, whoever you are!"
  for i in 1 2 3; do
    echo "line $i"
  done
  echo "Goodbye"
} >"$fifo"
