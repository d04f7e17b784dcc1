#!/usr/bin/env bash
# Usage: scripts/session.sh [OPTION]... [PART]...
#
# Play the practice session with real processes, signals and pipes: type its commands into
# two terminals, and show what appears there. Each line that begins with $ can be typed at
# your own terminal. The exit status is 0 only if everything that the session claims is
# true here.
#
# The parts are preliminaries, processes, signals, pipes and named-pipes. Without PART,
# all of them are played.
#
#   --step           wait for a key before each command, and ask questions: a lesson. The
#                    key q ends it. Where a process sleeps, a command comes without a key
#                    if you wait too long.
#   --from SECTION   begin with the section whose title has SECTION in it
#   --quick          sleep for a shorter time
#   -h, --help       show this help and exit
#
# Examples:
#   scripts/session.sh --step processes
#   scripts/session.sh --step --from 'exercise 2'

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

job_signal=TERM # a part then cleans up
options=()      # of each part
parts=()
from=
while (($#)); do
  case $1 in
    preliminaries | processes | signals | pipes | named-pipes) parts+=("$1") ;;
    --step | --quick) options+=("$1") ;;
    --from)
      (($# > 1)) || wrong_use "option '--from' needs an argument"
      from=$2
      shift
      ;;
    --from=*) from=${1#--from=} ;;
    -*) read_options "$1" ;;
    *) wrong_use "$1: not a part of the session" ;;
  esac
  shift
done
[[ " ${options[*]} " != *' --step '* || -t 1 ]] || wrong_use '--step needs a terminal'
((${#parts[@]})) || parts=(preliminaries processes signals pipes named-pipes)

# sections PART... prints the titles of the sections.
sections() {
  local part
  for part; do
    sed -n "s/^title '\(.*\)'$/\1/p" "$root/scripts/session/$part.sh"
  done
}

# outcomes PART... prints what the parts have shown: the learning outcomes of the session.
outcomes() {
  local part
  for part; do
    case $part in
      preliminaries) echo '- how to run a script, and where the documentation is' ;;
      processes)
        echo '- how to create a process, from a function or a program (&), and to wait for its end (wait)'
        echo '- what parent and child are to each other: PID and PPID, copies of data, the exit status'
        ;;
      signals) echo '- signals: asynchronous communication, with a default action or a handler' ;;
      pipes) echo '- ordinary pipes: synchronous communication between processes that are related' ;;
      named-pipes) echo '- named pipes: communication between any processes of a machine' ;;
    esac
  done
}

if [[ -n $from ]]; then
  all=("${parts[@]}")
  until section=$(sections "${parts[@]:0:1}" | grep -Fi -m 1 -e "$from"); do
    parts=("${parts[@]:1}")
    if ((${#parts[@]} == 0)); then
      echo 'The sections are:' >&2
      sections "${all[@]}" | sed 's/^/  /' >&2
      wrong_use "--from: $from: not in the title of a section"
    fi
  done
fi
begin
# The parts take the programs that begin has built, and the PATH of the user.
export IPCTOOLS_BUILT=yes PATH=$user_path
for part in "${parts[@]}"; do
  attend "$root/scripts/session/$part.sh" "${options[@]}" ${section:+"--from=$section"}
  section=
  export IPCTOOLS_PATH_SHOWN=yes
done
printf '\nAll claims of these parts are true here: %s\n' "${parts[*]}"
printf '\nYou have seen:\n'
outcomes "${parts[@]}"
if $installed; then
  echo 'Go on: write your own programs, and check them: ipctools-check --help'
else
  echo 'Go on: write your own programs. doc/exercises.md has hints, and check.sh checks them.'
fi
