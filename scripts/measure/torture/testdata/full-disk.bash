#!/usr/bin/env bash
# If the disk under standard output is full, the status is 1, the reason is given, and no
# line is lost.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

[[ ${1-} == unshared ]] || exec unshare --mount bash "$0" unshared
mkdir full
mount -t tmpfs -o size=64k tmpfs full

expect_status 1 fib 5000 >full/fib
expect_message 'standard output: no space left on device'
fib 5000 >data
expect_status 1 reverse data >full/reverse
expect_message 'standard output: no space left on device'
for options in '' '-n 9999'; do
  fifo-writer p <data 2>/dev/null &
  expect_status 1 bash -c "exec fifo-reader $options p" >full/reader
  expect_message 'standard output: no space left on device'
  wait_for $!
  [[ $status == [01] ]]
done

mkfifo q
exec 3<>q
echo hello >&3
expect_status 1 fifo-reader -n 1 q >full/again
[[ $(fifo-reader -n 1 q) == hello ]]
