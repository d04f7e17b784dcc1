#!/usr/bin/env bash
# $1 FIFOs are in use at once. Through each goes its number.
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
