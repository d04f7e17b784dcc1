#!/usr/bin/env bash
# On a kernel without pidfd, splice or tee, the work is done, or the reason is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

without() { strace -f -qq -o /dev/null -e "inject=$1:error=ENOSYS" "${@:2}"; }

fib 2000 >data
rev data >atad
for call in pidfd_open pidfd_send_signal splice; do
  without $call fib 2000 | cmp - data
  without $call reverse data | cmp - atad
  without $call sigpair -d 0 >/dev/null
  # shellcheck disable=SC2016 # the parent of that shell
  without $call sigpair sh -c 'kill -USR1 $PPID; sleep 60'
  head -n 20 data | without $call reverse -i 2>/dev/null | cmp - <(head -n 20 atad)
  without $call fifo-writer p <data &
  without $call fifo-reader p | cmp - data
  wait $!
done

# A reader of lines needs these calls.
for call in tee splice; do
  fifo-writer p <data 2>/dev/null &
  expect_status 1 without $call fifo-reader -n 1 p >/dev/null
  expect_message 'p: function not implemented'
  wait_for $!
  [[ $status == [01] ]]
done
