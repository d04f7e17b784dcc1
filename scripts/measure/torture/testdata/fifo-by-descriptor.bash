#!/usr/bin/env bash
# A FIFO under the name of a descriptor, such as /dev/stdin, works as any other FIFO.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkfifo p
for path in /dev/stdin /dev/fd/0 /proc/self/fd/0; do
  [[ $(echo hello | fifo-reader $path) == hello ]]
  [[ $(echo hello | fifo-reader -n 1 $path) == hello ]]
  # The writer stays until fifo-reader has opened the FIFO again. Without a writer, that
  # open would wait.
  { echo hello && sleep 0.1; } >p &
  [[ $(fifo-reader $path <p) == hello ]]
done
[[ $(fifo-reader /dev/fd/3 3< <(echo hello)) == hello ]]
[[ $(echo hello | fifo-writer /dev/stdout | cat) == hello ]]
[[ $(echo hello | fifo-writer /dev/fd/3 3> >(cat)) == hello ]]
expect_status 1 fifo-reader /dev/stdin </dev/null
expect_message '/dev/stdin: not a FIFO'
