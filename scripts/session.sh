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

ending=TERM # a section cleans up behind itself
begin "$@"
export IPCTOOLS_BUILT=yes
for section in processes signals pipes named-pipes; do
  # In the background: the shell puts traps off until a command in the foreground
  # has ended, whereas wait returns at once.
  "$root/scripts/session/$section.sh" "$@" &
  wait $!
done
printf '\nAll four sections went well.\n'
