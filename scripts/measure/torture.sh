#!/usr/bin/env bash
# Usage: scripts/measure/torture.sh [--long] [SECTION]...
#
# Test what the five programs promise under faults. Print a Markdown table with a row for
# each promise: how often it was tried, and how often it was not kept. If a promise was
# not kept, a message on standard error says how, and the exit status is 1.
#
# The sections are killing, restarts, stopping, ends, scarcity, interruptions, load,
# input, owners and workers. Without a SECTION, all are tried. Some promises need root,
# and setpriv, strace or unshare. Without those, they are left out.
#
#   --long   try five times as often: ten minutes instead of two
#   --help   show this help and exit
#
# If TORTURE_SEED=N is in the environment, the random numbers of an earlier run are used.
# With TORTURE_SECONDS=N, each try of the section restarts takes N seconds instead of 4,
# or of 10 with --long.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

effort=full sections=()
for argument; do
  case $argument in
    --long) effort=long ;;
    killing | restarts | stopping | ends | scarcity | interruptions | load | input | owners | workers)
      sections+=("${argument^}")
      ;;
    -*) read_options "$argument" ;;
    *) wrong_use "$argument: no such section" ;;
  esac
done
((${#sections[@]})) || sections=(Killing Restarts Workers Ends Stopping Scarcity Interruptions Load Input Owners)

job_signal=TERM # the tests then end the processes that they have started
make_workdir
chmod 711 "$workdir" # some tests run a program as another user
export TMPDIR=$workdir IPCTOOLS_TEST=$effort TORTURE_SEED=${TORTURE_SEED-$RANDOM}
echo "TORTURE_SEED=$TORTURE_SEED"
printf '%s\n' '' '| faults | promise | tried | not kept |' '|---|---|---:|---:|'
status=0
for section in "${sections[@]}"; do
  # It runs in the background, because a trap would wait for a foreground command. Rows go
  # to standard output, other output of go test to standard error.
  setsid go -C "$root" test -count=1 -timeout 60m -v -run "^Test$section\$" ./scripts/measure/torture |
    awk '/^\|/ { print; fflush() } !/^(\||=== (RUN|PAUSE|CONT)| *--- (PASS|SKIP)|PASS|ok)/ { print >"/dev/stderr" }' &
  wait $! || status=1
done
exit "$status"
