#!/usr/bin/env bash
# A new FIFO has exactly the requested mode, with any umask.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

for mask in 000 022 077 777; do
  for mode in 0600 0666 0640 0000 0777; do
    rm -f p
    expect_status 124 bash -c "umask $mask; exec fifo-reader -t 0.01 -m $mode p"
    [[ $(stat -c %F:%04a p) == "fifo:$mode" ]]
  done
done
