#!/usr/bin/env bash
# check: 3
# missing: child-reverses
# says: (?i)parent|unchanged|not reversed
coproc cat
pid=$COPROC_PID

while read -r -p "phrase: " line; do
  [ "$line" = end ] && break
  echo "$line" >&"${COPROC[1]}"
  read -r line <&"${COPROC[0]}"
  back=""
  for ((i = 0; i < ${#line}; i++)); do
    back="${line:i:1}$back"
  done
  echo "$back"
done
to_child=${COPROC[1]}
exec {to_child}>&-
wait "$pid"
