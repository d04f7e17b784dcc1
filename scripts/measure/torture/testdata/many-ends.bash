#!/usr/bin/env bash
# $1 writers of 100 lines and as many readers share a FIFO. One reader gets each line.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

ends=$1
lines_of() { printf '%s\n' "$1 "{0..99}; }

mkfifo p
for ((i = 0; i < ends; i++)); do
  lines_of "$i" | fifo-writer -k -l p &
  fifo-reader -k -n 100 p >"$i.out" &
done
wait
cat -- *.out | sort | cmp - <(for ((i = 0; i < ends; i++)); do lines_of "$i"; done | sort)
