#!/usr/bin/env bash
# $1 bytes go through reverse, in lines of six bytes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

size=$1
{ yes hello || :; } | head -c "$size" | reverse | cmp - <(yes olleh | head -c "$size")
