#!/usr/bin/env bash
# check: 3
# missing: ends
# says: end
coproc {
  while read -r line; do
    perl -CSA -le 'print scalar reverse $ARGV[0]' -- "$line"
  done
}
pid=$COPROC_PID

read -r -p 'Phrase (quit to leave): ' phrase
while [[ $phrase != quit ]]; do
  echo "$phrase" >&"${COPROC[1]}"
  read -r reply <&"${COPROC[0]}"
  echo "$reply"
  read -r -p 'Phrase (quit to leave): ' phrase || break
done
to_child=${COPROC[1]}
exec {to_child}>&-
wait "$pid"
