#!/usr/bin/env bash
# check: 1
# missing: none
if [[ ! $1 =~ ^[0-9]+$ ]]; then
  echo "Usage: $0 INDEX" >&2
  exit 2
fi

fibonacci() {
  local a=0 b=1 i next
  echo "child: PID $BASHPID, parent: PID $$"
  for ((i = 0; i <= $1; i++)); do
    echo "$a"
    next=$((a + b))
    a=$b
    b=$next
  done
}

fibonacci "$1" &
wait $!
