#!/usr/bin/env bash
# If signals end readers, and other readers replace them, every byte arrives in order.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkfifo log
exec 3<>log # keeps the bytes that no reader has taken
seq 500000 >data
{ while IFS= read -r -N 40000 part || [[ $part ]]; do
  printf '%s' "$part"
done <data; } >log 3>&- &
writer=$!
: >out
for signal in TERM HUP INT QUIT TERM HUP INT QUIT; do
  env --default-signal fifo-reader log >>out 3>&- &
  # Before it has this name, it may still ignore a signal, which would then not end it.
  until [[ $(<"/proc/$!/comm") == fifo-reader ]]; do sleep 0.01; done
  sleep "0.0$((RANDOM % 5))"
  kill -s "$signal" $!
  wait_for $!
  ((status == 0 || status > 128)) || broken "the reader exits with $status"
done
fifo-reader -v log >>out 2>narration 3>&- &
reader=$!
until grep -q 'a writer is there' narration; do sleep 0.01; done
wait_for "$writer"
exec 3>&-
wait_for "$reader"
cmp out data
