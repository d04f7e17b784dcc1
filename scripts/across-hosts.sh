#!/usr/bin/env bash
# Usage: scripts/across-hosts.sh [-v] [-F FILE] [-o OPTION]... FIFO HOST:FIFO
#        scripts/across-hosts.sh [-v] [-F FILE] [-o OPTION]... HOST:FIFO FIFO
#
# Copy the first FIFO into the second through ssh. One of the two is on another host.
# Copying begins when the second FIFO has a reader. It ends when the last writer of the
# first FIFO has left.
#
# The exit status is 0 only if readers have taken every byte out of the second FIFO.
# Otherwise a message says how many bytes were read and how many were delivered. Both
# hosts need bash, and fifo-reader and fifo-writer on the PATH.
#
#   -o OPTION    pass OPTION of ssh_config(5) to ssh
#   -F FILE      make ssh read FILE instead of ~/.ssh/config
#   -v           report each event of the programs on both hosts
#   -h, --help   show this help and exit
#
# Example: scripts/across-hosts.sh -o Port=2222 results kitty@desk:results

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# remote_wrapper runs on the other host: bash -c "$remote_wrapper" PROGRAM [ARG]...
# A PROGRAM that waits for its peer does not notice that the connection is lost. So twice
# a second the wrapper asks for PROGRAM's figures and writes an empty line. If that write
# fails, the connection is lost, and the wrapper ends PROGRAM.
# shellcheck disable=SC2016 # the other host expands it
remote_wrapper='
trap "" USR1 # until the program handles it
"$0" "$@" <&0 &
program=$!
{
  trap "" PIPE
  exec >/dev/null {silent_pipe_fd}<> <(:)
  until read -rt 0.5 -u "$silent_pipe_fd" || ! echo >&2; do
    kill -s USR1 "$program" 2>/dev/null
  done
  kill -s TERM "$program"
} &
status=0
wait "$program" || status=$?
kill -s TERM "$!"
exit "$status"'

# quoted TEXT prints TEXT as one word for the other host's shell, which need not be bash.
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# on_host HOST:FIFO PROGRAM sets ssh_command to the command that runs PROGRAM on HOST.
on_host() {
  local host=${1%%:*} fifo wrapper
  fifo=$(quoted "${1#*:}")
  wrapper=$(quoted "$remote_wrapper")
  # If an option is given twice, ssh takes the first (ssh_config(5)). A master connection
  # would keep our pipes open for other connections.
  ssh_command=(ssh -T "${options[@]}" -o ControlMaster=no -o ServerAliveInterval=15 -- "$host"
    "exec bash -c $wrapper $2 -v -- $fifo")
}

# listen reads the messages of both programs. It stores the figures that they report, lets
# the reader begin when the writer has its peer, and passes on the user's messages.
listen() {
  local line written=0
  while IFS= read -r line; do
    line=$(printable "${line%$'\r'}") # ssh ends its lines with CR LF
    case $line in
      fifo-writer*' a reader is there')
        : >"$workdir/begun"
        echo >&"$start_fd"
        ;;
      fifo-writer*' every byte has been taken') echo "$written" >"$workdir/taken" ;;
    esac
    if [[ $line =~ ^fifo-writer.*' end of input after '([0-9]+)' bytes'$ ]]; then
      written=${BASH_REMATCH[1]}
    elif [[ $line =~ ^fifo-writer.*' '([0-9]+)' bytes written, '([0-9]+)' unread' ]]; then
      # The unread bytes may be other writers'.
      echo $((BASH_REMATCH[1] > BASH_REMATCH[2] ? BASH_REMATCH[1] - BASH_REMATCH[2] : 0)) >"$workdir/taken"
    elif [[ $line =~ ^fifo-reader.*' so far '([0-9]+)' bytes read'$ ||
      $line =~ ^fifo-reader.*' has left after '([0-9]+)' bytes'$ ]]; then
      echo "${BASH_REMATCH[1]}" >"$workdir/read"
    fi
    case $line in
      '') ;;
      fifo-*\[*\]:* | *': so far '*) ! $verbose || printf '%s\n' "$line" >&2 ;;
      *) printf '%s\n' "$line" >&2 ;;
    esac
  done
}

# request_report PID asks the reader for its figures until they arrive, if the reader runs
# on this host and has begun. (The report of a remote reader may never arrive: ssh
# delivers it after bytes that no process reads any more.)
request_report() {
  [[ ${from[0]} == fifo-reader && -e $workdir/begun ]] || return 0
  while [[ ! -e $workdir/read ]] && kill -s USR1 "$1"; do
    sleep 0.02
  done
}

is_remote() { [[ $1 =~ ^[^/:]+:. ]]; }

options=()
verbose=false
while getopts :F:o:vh-: option; do
  case $option in
    F | o) options+=("-$option" "$OPTARG") ;;
    v) verbose=true ;;
    *) other_option "$option" ;;
  esac
done
shift $((OPTIND - 1))
(($# == 2)) || wrong_use 'exactly two operands are needed: FIFO and HOST:FIFO'
job_signal=TERM # the programs then report their figures
make_workdir
if is_remote "$2" && ! is_remote "$1"; then
  # The reader would only notice that after the remote writer has found its peer.
  [[ -p $1 || ! -e $1 && -d $(dirname -- "$1") ]] ||
    fail "$1: not a FIFO, and no FIFO can be created there"
  from=(fifo-reader -v -- "$1")
  on_host "$2" fifo-writer
  to=("${ssh_command[@]}")
elif is_remote "$1" && ! is_remote "$2"; then
  on_host "$1" fifo-reader
  from=("${ssh_command[@]}")
  to=(fifo-writer -v -- "$2")
else
  wrong_use 'exactly one of the two operands must be HOST:FIFO'
fi

trap '' USR1 # until the reader handles it
mkfifo -m 600 "$workdir/bytes" "$workdir/reports" "$workdir/start"
exec {start_fd}<>"$workdir/start"
# This shell keeps the read end open: when ssh has ended, the reader then does not fail,
# but can still report. Opening both ends first does not wait for a writer (fifo(7)).
exec {both_ends_fd}<>"$workdir/bytes"
exec {read_end_fd}<"$workdir/bytes" {both_ends_fd}>&-
listen <"$workdir/reports" &
listener=$!
"${to[@]}" <"$workdir/bytes" 2>"$workdir/reports" &
writer=$!
{ read -r <&"$start_fd" && exec "${from[@]}"; } >"$workdir/bytes" 2>"$workdir/reports" {read_end_fd}<&- &
reader=$!

# The writer ends after the reader, unless it fails.
status=0
{
  wait "$writer" || {
    status=$?
    request_report "$reader"
    kill -s TERM "$reader" || : # the reader may already have ended
  }
  wait "$reader" || status=$?
} 2>/dev/null # here bash would report killed jobs
wait "$listener"
bytes_read=0 bytes_taken=0
[[ ! -e $workdir/read ]] || bytes_read=$(<"$workdir/read")
[[ ! -e $workdir/taken ]] || bytes_taken=$(<"$workdir/taken")
((status == 0 && bytes_read == bytes_taken)) || {
  # A remote reader's last report may be older than the local writer's.
  ((bytes_read > bytes_taken)) || bytes_read=$bytes_taken
  fail "$1 to $2: copy failed: at least $bytes_read bytes read, at least $bytes_taken of them delivered"
}
