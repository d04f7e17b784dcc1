#!/usr/bin/env bash
# Usage: scripts/sequence.sh [--mermaid] [OPTION]... [FILE]
#    or: scripts/sequence.sh [--mermaid] [OPTION]... -- COMMAND [ARG]...
#
# Draws what processes do to each other as a sequence diagram: those of any COMMAND, or
# the five programs, from their narration (-v). --help shows the options.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

build_observer ipctools-sequence
# Ctrl-C also reaches the programs, and they still report how they end.
trap '' INT
exec -a "$name" "$bin/ipctools-sequence" "$@"
