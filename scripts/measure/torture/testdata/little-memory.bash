#!/usr/bin/env bash
# With any address space from 30 MB to 3 GB, the work is done, or the reason is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

limited() (ulimit -v "$kilobytes" && exec "$@")

seq 1000 >data
rev data >atad
for kilobytes in 30000 60000 100000 200000 500000 1000000 1500000 3000000; do
  ! done_or_refused limited fib 5 >out || [[ $(wc -l <out) == 6 ]]
  ! done_or_refused limited reverse <data >out || cmp atad out
  ! done_or_refused limited reverse -i <data >out || cmp atad out
  ! done_or_refused limited sigpair -d 0 >out || [[ $(wc -l <out) == 1 ]]
  fifo-writer p <data 2>/dev/null &
  writer=$!
  ! done_or_refused limited fifo-reader p >out || cmp data out
  stop "$writer"
done

head -c 200M /dev/zero | tr '\0' a >long
kilobytes=1500000
! done_or_refused limited reverse long >out || cmp long out
kilobytes=1100000
! done_or_refused limited fib 100000000 100000000 >out || [[ $(wc -c <out) == 20898765 ]]
