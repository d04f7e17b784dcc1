#!/usr/bin/env bash
# check: 2
# missing: nothing-left
# says: (?i)sleep|left
# env: DELAY=0.3
# The subshell is killed. Its background process is not.
trap 'kill -KILL $child' USR1
(
  sleep 300 &
  sleep "${DELAY:-5}"
  kill -USR1 $$
  wait
) &
child=$!
wait $child
wait $child
