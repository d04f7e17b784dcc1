#!/usr/bin/env bash
# check: 3
# missing: none
reverse() {
  local line reversed i
  while IFS= read -r line; do
    reversed=
    for ((i = ${#line} - 1; i >= 0; i--)); do
      reversed+=${line:i:1}
    done
    printf '%s\n' "$reversed"
  done
}

coproc CHILD { reverse; }
child=$CHILD_PID

while IFS= read -r -p 'Phrase: ' phrase && [[ $phrase != end ]]; do
  printf '%s\n' "$phrase" >&"${CHILD[1]}"
  IFS= read -r answer <&"${CHILD[0]}"
  printf '%s\n' "$answer"
done
to_child=${CHILD[1]}
exec {to_child}>&-
wait "$child"
