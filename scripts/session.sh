#!/usr/bin/env bash
# Usage: scripts/session.sh [--quick]
#
# The whole practice session on real processes, signals and pipes: builds the five
# programs into bin/ and runs the four parts in scripts/session: processes.sh,
# signals.sh, pipes.sh and named-pipes.sh. Exits with 0 if every check has passed.
#
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

job_signal=TERM # on which a part cleans up
begin "$@"
export IPCTOOLS_BUILT=yes
for part in processes signals pipes named-pipes; do
  attend "$root/scripts/session/$part.sh" "$@"
done
printf '\nAll four parts went well.\n'
