#!/usr/bin/env bash
# check: 2
# missing: none
# env: DELAY=0.3
trap 'echo "signal received"; kill -KILL "$child"' USR1

(
  sleep "${DELAY:-5}"
  kill -USR1 $$
  exec sleep 1000
) &
child=$!

# The first wait is interrupted by the signal.
wait "$child"
wait "$child"
echo "the child ended with status $?"
