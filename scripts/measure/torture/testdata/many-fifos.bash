#!/usr/bin/env bash
# A byte goes through each of $1 FIFOs that are in use at once.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

fifos=$1
for ((i = 0; i < fifos; i++)); do
  fifo-reader "$i" >"$i.out" &
  echo "$i" | fifo-writer "$i" &
done
wait
for ((i = 0; i < fifos; i++)); do
  [[ $(<"$i.out") == "$i" ]]
done
