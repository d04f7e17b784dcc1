#!/usr/bin/env bash
# check: 1
# missing: refuses
(
  a=0
  b=1
  i=0
  while [ $i -le "${1%%.*}" ] 2>/dev/null; do
    echo $a
    c=$((a + b))
    a=$b
    b=$c
    i=$((i + 1))
  done
) &
wait
