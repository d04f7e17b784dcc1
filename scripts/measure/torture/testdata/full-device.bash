#!/usr/bin/env bash
# If a full device or a folder is in place of a standard file, the status is 1, and the
# reason is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

for command in 'fib 5' reverse 'reverse -i' 'sigpair -d 0' 'fib --help' 'sigpair -V'; do
  expect_status 1 bash -c "echo hello | $command >/dev/full"
  expect_message 'standard output: no space left on device'
done
for options in '' '-n 1'; do
  echo hello | fifo-writer p 2>/dev/null &
  expect_status 1 bash -c "fifo-reader $options p >/dev/full"
  expect_message 'standard output: no space left on device'
  wait_for $!
  [[ $status == [01] ]]
done

expect_status 1 reverse <.
expect_message 'standard input: is a directory'
expect_status 1 reverse -i <.
expect_message 'standard input: is a directory'
for options in '' -l; do
  fifo-reader p &
  expect_status 1 bash -c "fifo-writer $options p <."
  expect_message 'standard input: is a directory'
  wait $!
done

# If messages can't be written, only the messages are lost.
[[ $(fib -v 5 2>/dev/full | wc -l) == 6 ]]
status=0
fib x 2>/dev/full || status=$?
[[ $status == 2 ]]

expect_status 0 reverse </dev/null
expect_status 1 fifo-reader /dev/null
