#!/usr/bin/env bash
# Usage: scripts/measure/coverage.sh [FOLDER]
#
# Run the tests with programs built for coverage. Print the functions of internal/ whose
# statements the tests do not all run, with the percentage that they run. The last line is
# the total. A process that a signal ends does not count, because it can't report.
#
# With FOLDER, take the counters of tests that have run with GOCOVERDIR=FOLDER.
#
#   --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"
counters=
[[ ! -d ${1-} ]] || {
  counters=$(realpath "$1")
  shift
}
read_options "$@"

job_signal=TERM
make_workdir
cd "$root"
if [[ -z $counters ]]; then
  counters=$workdir/counters
  mkdir "$counters"
  chmod 711 "$workdir" # some tests run a program as another user
  chmod 777 "$counters"
  attend setsid env "TMPDIR=$workdir" "GOCOVERDIR=$counters" \
    go test -count=1 ./... >"$workdir/log" || {
    cat "$workdir/log"
    exit 1
  }
fi
go tool covdata textfmt -i="$counters" -o="$workdir/profile"
grep -E '^(mode:|ipctools/internal/)' "$workdir/profile" >"$workdir/internal"
go tool cover -func="$workdir/internal" | grep -v '100.0%$'
