#!/usr/bin/env bash
# With any number of descriptors from 3 up, the work is done, or the reason is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

limited() (ulimit -n "$descriptors" && exec "$@")

seq 1000 >data
rev data >atad
for descriptors in {3..24}; do
  ! done_or_refused limited fib 5 >out || [[ $(wc -l <out) == 6 ]]
  ! done_or_refused limited reverse <data >out || cmp atad out
  ! done_or_refused limited reverse -i <data >out || cmp atad out
  ! done_or_refused limited sigpair -d 0 >out || [[ $(wc -l <out) == 1 ]]
  for options in '' '-n 1000'; do
    fifo-writer p <data 2>/dev/null &
    writer_pid=$!
    read -ra reader <<<"fifo-reader $options p"
    if done_or_refused limited "${reader[@]}" >out; then
      cmp data out
      wait "$writer_pid"
    fi
    stop "$writer_pid"
  done
  for options in '' -l; do
    fifo-reader p >out &
    reader_pid=$!
    read -ra writer <<<"fifo-writer $options p"
    if done_or_refused limited "${writer[@]}" <data; then
      wait "$reader_pid"
      cmp data out
    fi
    stop "$reader_pid"
  done
done
