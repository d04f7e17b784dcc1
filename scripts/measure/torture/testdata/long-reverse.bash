#!/usr/bin/env bash
# $1 bytes of lines, a multiple of six, go through reverse.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

size=$1
{ yes hello || :; } | head -c "$size" | reverse | cmp - <(yes olleh | head -c "$size")
