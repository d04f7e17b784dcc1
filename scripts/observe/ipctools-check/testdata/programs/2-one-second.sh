#!/usr/bin/env bash
# check: 2
# missing: signal
# says: too early, 1(\.\d)? s after the start of the child: is that meant \(--delay 1\)\?
trap 'kill -KILL $child' USR1
(
  sleep 1
  kill -USR1 $$
  exec sleep 60
) &
child=$!
wait $child
wait $child
