#!/usr/bin/env bash
# Usage: scripts/measure/coverage.sh
#
# Prints how much of internal/ the tests run, in per cent of the statements, with
# the real programs built for coverage, and what they do not run of each function.
# What a process has run that a signal ends does not count: it can't tell any more.
#
#   --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"
read_options "$@"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
chmod 777 "$place" # some tests run a program as another user
cd "$root"
GOCOVERDIR=$place go test -count=1 ./... >"$place/log" || {
  cat "$place/log"
  exit 1
}
go tool covdata textfmt -i="$place" -o="$place/profile"
grep -E '^(mode:|ipctools/internal/)' "$place/profile" >"$place/internal"
go tool cover -func="$place/internal" | grep -v '100.0%$'
