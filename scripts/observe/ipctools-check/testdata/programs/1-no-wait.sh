#!/usr/bin/env bash
# check: 1
# missing: parent-waits
# says: (?i)ended while|before
if ! [[ $# == 1 && $1 =~ ^[0-9]+$ ]]; then
  echo 'one natural number, please'
  exit 1
fi
(
  sleep 0.5
  a=0 b=1
  for ((i = 0; i <= $1; i++)); do
    echo $a
    next=$((a + b)) a=$b
    b=$next
  done
) &
echo "started $!"
