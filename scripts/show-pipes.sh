#!/usr/bin/env bash
# Usage: scripts/show-pipes.sh [OPTION]... [OPERAND]...
#    or: scripts/show-pipes.sh [OPTION]... -- COMMAND [ARG]...
#
# Draws processes, the pipes between them, how full these are, what each process is doing,
# and why something does not go on. It builds the program that does this, unless bin/ has
# it and it is newer than its sources. --help shows the options and operands.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

program=$root/bin/ipctools-show-pipes
sources=("$root"/{internal,scripts/observe,go.mod,go.sum})
if [[ ! -x $program || -n $(find "${sources[@]}" -newer "$program" -print -quit) ]]; then
  # A subshell, whose end removes the temporary folder.
  (
    make_workdir
    build_bin
    touch "$program" # which go build leaves alone if nothing has changed in it
  )
fi
exec -a "$name" "$program" "$@"
