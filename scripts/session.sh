#!/usr/bin/env bash
# Usage: scripts/session.sh [--quick]
#
# Play the whole practice session with real processes, signals and pipes. The script
# builds the five programs into bin/ and runs the four parts in scripts/session:
# processes.sh, signals.sh, pipes.sh and named-pipes.sh. The exit status is 0 only if
# every check has passed.
#
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

job_signal=TERM # a part then cleans up
begin "$@"
export IPCTOOLS_BUILT=yes
for part in processes signals pipes named-pipes; do
  attend "$root/scripts/session/$part.sh" "$@"
done
printf '\nAll checks of the four parts have passed.\n'
