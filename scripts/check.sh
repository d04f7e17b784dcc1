#!/usr/bin/env bash
# Usage: scripts/check.sh EXERCISE [OPTION]... -- COMMAND [ARG]...
#    or: scripts/check.sh fifo [OPTION]... --writer COMMAND --reader COMMAND
#
# Checks a solution of an exercise of the session, in any language, by what its processes do
# to each other. --help shows the exercises and options.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

unbuilt_status=3
build_observer ipctools-check
exec -a "$name" "$bin/ipctools-check" "$@"
