#!/usr/bin/env bash
# check: 1
# missing: pids
# In a subshell, $$ is still the PID of the script.
if [[ ! $1 =~ ^[0-9]+$ ]]; then
  echo "'$1' is not an index"
  exit 1
fi
echo "parent PID: $$"
(
  echo "child PID: $$"
  a=0 b=1
  for ((i = 0; i <= $1; i++)); do
    echo $a
    c=$((a + b))
    a=$b
    b=$c
  done
) &
wait
