#!/usr/bin/env bash
# If /proc is not mounted, programs, workers and FIFOs work as usual.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

[[ ${1-} == unshared ]] || exec unshare --mount bash "$0" unshared
mount -t tmpfs tmpfs /proc

[[ $(fib 5 | wc -l) == 6 ]]
[[ $(echo hello | reverse) == olleh ]]
[[ $(echo hello | reverse -i 2>message) == olleh ]]
sigpair -d 0 >out
# shellcheck disable=SC2016 # the parent of that shell
sigpair sh -c 'kill -USR1 $PPID; exec sleep 60'
for options in '' '-n 1'; do
  echo hello | fifo-writer p &
  [[ $(bash -c "exec fifo-reader $options p") == hello ]]
  wait $!
done
echo hello | fifo-writer p &
expect_status 124 fifo-reader -k -t 0.1 p >out
[[ $(<out) == hello ]]
wait $!
