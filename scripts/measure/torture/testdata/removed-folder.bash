#!/usr/bin/env bash
# In a folder that has been removed, programs and workers start, but no FIFO can be
# created.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

for command in 'fib 5' 'reverse -i' 'sigpair -d 0'; do
  mkdir d
  expect_status 0 bash -c "cd d && rmdir ../d && $command </dev/null >/dev/null"
done
for command in fifo-reader fifo-writer; do
  mkdir d
  expect_status 1 bash -c "cd d && rmdir ../d && $command p"
  expect_message 'p: no such file or directory'
done
