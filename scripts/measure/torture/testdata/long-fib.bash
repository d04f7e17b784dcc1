#!/usr/bin/env bash
# fib prints at least $1 bytes, and ends when its reader leaves.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

size=$1
[[ $({ fib 1000000000 || [[ $? == 141 ]]; } | head -c "$size" | wc -c) == "$size" ]]
