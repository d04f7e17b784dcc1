#!/usr/bin/env bash
# check: 2
# missing: signal
# says: (?i)not the parent
# env: DELAY=0.3
# In a subshell, $PPID is still the parent of the script, so that one gets the signal.
trap 'kill -KILL $child' USR1
(
  sleep "${DELAY:-5}"
  kill -USR1 $PPID
  exec sleep 0.5
) &
child=$!
wait $child
