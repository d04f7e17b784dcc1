#!/usr/bin/env bash
# Usage: scripts/show-pipes.sh [OPTION]... [OPERAND]...
#    or: scripts/show-pipes.sh [OPTION]... -- COMMAND [ARG]...
#
# Draws processes, the pipes between them, how full these are, what each process is doing,
# and why something does not go on. --help shows the options and operands.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

build_observer ipctools-show-pipes
exec -a "$name" "$bin/ipctools-show-pipes" "$@"
