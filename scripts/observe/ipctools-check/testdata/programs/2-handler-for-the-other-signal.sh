#!/usr/bin/env bash
# check: 2
# missing: caught
# says: USR2
# env: DELAY=0.3
trap 'kill -KILL $!; wait' USR1
(
  sleep "${DELAY:-5}"
  kill -USR2 $$
) &
wait $!
