#!/usr/bin/env bash
# No program is setuid or setgid, or has capabilities.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

for program in fib reverse sigpair fifo-writer fifo-reader; do
  file=$(command -v "$program")
  [[ ! -u $file && ! -g $file ]]
  [[ -z $(getcap "$file" 2>/dev/null) ]]
done
