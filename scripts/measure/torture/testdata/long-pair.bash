#!/usr/bin/env bash
# The FIFO pair copies $1 bytes from a pipe to a pipe.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

size=$1
for behind in '' 'cat |'; do
  bash -c "yes hello | head -c $size | fifo-writer p" &
  eval "fifo-reader p | $behind cmp - <(yes hello | head -c $size)"
  wait $!
done
