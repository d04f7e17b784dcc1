#!/usr/bin/env bash
# If the FIFO is also standard input or output, the status is 1, and no byte goes in
# circles.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkfifo p
for command in 'echo hello | fifo-writer /dev/stdin' 'exec 3<>p; fifo-writer p <&3' \
  'exec 3<>p; fifo-reader p >&3' 'exec 3<>p; fifo-writer -l p <&3'; do
  expect_status 1 bash -o pipefail -c "$command"
  expect_message ' itself'
done
