#!/usr/bin/env bash
# A line of $1 bytes goes through reverse, through its conversation, and through the FIFO
# pair.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

half=$(($1 / 2))
filled() { head -c "$half" /dev/zero | tr '\0' "$1"; }

{ filled a && filled b && echo; } >data
{ filled b && filled a && echo; } >atad
reverse data | cmp - atad
reverse -i <data 2>message | cmp - atad
for options in '' '-n 1'; do
  fifo-writer -l p <data &
  bash -c "exec fifo-reader $options p" | cmp - data
  wait $!
done
