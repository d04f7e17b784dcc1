#!/usr/bin/env bash
# Usage: scripts/session.sh [--quick] [PART]...
#
# Play the practice session with real processes, signals and pipes: type its commands into
# two terminals, and show what appears there. Each line that begins with $ can be typed at
# your own terminal. The exit status is 0 only if everything that the session claims is
# true here.
#
# The parts are preliminaries, processes, signals, pipes and named-pipes. Without PART,
# all of them are played.
#
#   --quick      sleep for a shorter time
#   -h, --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

job_signal=TERM # a part then cleans up
options=()
parts=()
for argument; do
  case $argument in
    preliminaries | processes | signals | pipes | named-pipes) parts+=("$argument") ;;
    -*) options+=("$argument") ;;
    *) wrong_use "$argument: not a part of the session" ;;
  esac
done
((${#parts[@]})) || parts=(preliminaries processes signals pipes named-pipes)
begin "${options[@]}"
# The parts take the programs that begin has built, and the PATH of the user.
export IPCTOOLS_BUILT=yes PATH=$user_path
for part in "${parts[@]}"; do
  attend "$root/scripts/session/$part.sh" "${options[@]}"
  export IPCTOOLS_PATH_SHOWN=yes
done
printf '\nAll claims of these parts are true here: %s\n' "${parts[*]}"
