#!/usr/bin/env bash
# A user with too many pipes gets FIFOs of two pages (pipe(7)). Another user's reader can
# take a longer line from such a FIFO, even if the FIFO is enlarged meanwhile.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

chmod 777 .
chmod 711 .. "$(dirname "$(command -v fib)")"
ulimit -n 4096
first=$((300000 + $$)) second=$((600000 + $$))
printf '%30000s\n' '' >line

# hold COMMAND: runs COMMAND while this user holds as many pages as a user may have.
hold() {
  mkdir hold
  mkfifo hold/{1..1100}
  for fifo in hold/*; do
    # shellcheck disable=SC2034 # held open, not used
    exec {held_fd}<>"$fifo"
  done
  mkfifo -m 666 p
  eval "$1"
  rm -r hold p
}
export -f hold

as() { setpriv --reuid="$1" --regid="$1" --clear-groups bash -euo pipefail -c "$2"; }

as "$first" 'hold "fifo-writer p <line"' &
writer=$!
until [[ -p p ]]; do sleep 0.01; done
as "$second" 'fifo-reader -n 1 p' | cmp - line
wait_for "$writer"
((status == 0)) || broken "the writer exits with $status"

as "$first" 'hold "exec 3<>p; until [[ -e finished ]]; do sleep 0.01; done"' &
holder=$!
until [[ -p p ]]; do sleep 0.01; done
as "$second" 'fifo-reader -n 1 p' >taken &
reader=$!
fifo-writer --pipe-size=1M p <line # as root, who may enlarge it
wait_for "$reader"
cmp taken line
: >finished
wait_for "$holder"
