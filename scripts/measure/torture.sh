#!/usr/bin/env bash
# Usage: scripts/measure/torture.sh [--long] [SECTION]...
#
# Puts the five programs under faults and prints, as rows of a table in Markdown, each
# promise, how often it was tried, and how often it was not kept. If any was not kept, it
# reports how on standard error and ends with 1. The sections are killing, stopping, ends,
# scarcity, interruptions, load, input, owners and workers; without one, all are tried. A
# promise that only root can try, with setpriv, strace or unshare, is otherwise left out.
#
#   --long   try five times as often: ten minutes instead of two
#   --help   show this help and exit
#
# TORTURE_SEED=N in the environment repeats the random numbers of an earlier run.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

effort=full sections=()
for argument; do
  case $argument in
    --long) effort=long ;;
    killing | stopping | ends | scarcity | interruptions | load | input | owners | workers)
      sections+=("${argument^}")
      ;;
    -*) read_options "$argument" ;;
    *) wrong_use "$argument: no such section" ;;
  esac
done
((${#sections[@]})) || sections=(Killing Workers Ends Stopping Scarcity Interruptions Load Input Owners)

job_signal=TERM # by which the tests end what they have started
make_workdir
chmod 711 "$workdir" # some tests run a program as another user
export TMPDIR=$workdir IPCTOOLS_TEST=$effort TORTURE_SEED=${TORTURE_SEED-$RANDOM}
echo "TORTURE_SEED=$TORTURE_SEED"
printf '%s\n' '' '| faults | promise | tried | not kept |' '|---|---|---:|---:|'
status=0
for section in "${sections[@]}"; do
  # In the background, since a trap waits for what is in the foreground. Rows go to
  # standard output, the rest of what go test says to standard error.
  setsid go -C "$root" test -count=1 -timeout 60m -v -run "^Test$section\$" ./scripts/measure/torture |
    awk '/^\|/ { print; fflush() } !/^(\||=== (RUN|PAUSE|CONT)| *--- (PASS|SKIP)|PASS|ok)/ { print >"/dev/stderr" }' &
  wait $! || status=1
done
exit "$status"
