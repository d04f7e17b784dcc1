#!/usr/bin/env bash
# Usage: torture.sh [--long] [SECTION]...
#
# Puts the five programs under faults and prints, as rows of a Markdown table, what
# each promise is, how often it was tried, and how often it was not kept. Fails if
# that was ever, with the reasons on standard error. It takes a minute or two, with
# --long about ten minutes. The sections: killing, stopping, ends, scarcity,
# interruptions, load, input, owners, workers; without one, all.
#
# TORTURE_SEED=N repeats the random numbers of an earlier run, which it prints.
set -euo pipefail
. "$(dirname "$(realpath "$0")")/lib.sh"

export TORTURE=short TORTURE_SEED=${TORTURE_SEED-$RANDOM$RANDOM}
tests=
for argument; do
  case $argument in
    --long) TORTURE=long ;;
    -*) read_options "$argument" ;;
    killing | stopping | ends | scarcity | interruptions | load | input | owners | workers)
      tests+=${tests:+|}${argument^}
      ;;
    *) wrong_use "$argument: no such section" ;;
  esac
done

echo "seed $TORTURE_SEED" >&2
printf '%s\n' '| faults | promise | tried | not kept |' '|---|---|---:|---:|'
# The rows go to standard output, what went wrong to standard error.
go -C "$root" test -count=1 -timeout 60m -v -run "^Test($tests)" ./scripts/torture |
  awk '/^\|/ { print; fflush() }
    !/^(\||=== RUN|--- PASS|PASS|ok)/ { print >"/dev/stderr" }'
