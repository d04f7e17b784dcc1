#!/usr/bin/env bash
# Usage: scripts/check.sh EXERCISE [OPTION]... -- COMMAND [ARG]...
#    or: scripts/check.sh fifo [OPTION]... --writer COMMAND --reader COMMAND
#
# Checks what the processes of a solution of one of the session's exercises do to each
# other. The solution may be in any language. --help shows the exercises and options.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

unbuilt_status=3
build_observer ipctools-check
exec -a "$name" "$bin/ipctools-check" "$@"
