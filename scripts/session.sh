#!/usr/bin/env bash
# Usage: scripts/session.sh [--quick]
#
# The whole practice session on real processes, signals and pipes: builds the
# five programs into bin/ and runs processes.sh, signals.sh, pipes.sh and
# named-pipes.sh. Ends with 0 if all of them have shown what they should.
#
#   --quick   sleep for less long
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# stop_section has the section clean up behind itself, which SIGKILL would not.
stop_section() {
  if kill "${section-}" 2>/dev/null; then
    wait "$section"
  fi
}

read_options "$@"
at_end stop_section
build
export IPCTOOLS_BUILT=yes
for script in processes signals pipes named-pipes; do
  # In the background: the shell puts traps off until a command in the foreground
  # has ended, and wait returns at once.
  "$root/scripts/$script.sh" "$@" &
  section=$!
  wait "$section"
done
printf '\nAll four sections went well.\n'
