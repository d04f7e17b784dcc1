#!/usr/bin/env bash
# Usage: scripts/across-hosts.sh [-v] [-F FILE] [-o OPTION]... FIFO HOST:FIFO
#        scripts/across-hosts.sh [-v] [-F FILE] [-o OPTION]... HOST:FIFO FIFO
#
# Joins a FIFO here to a FIFO on another host, through ssh. As soon as the second has
# a reader, copies the first into it, until the last writer has left. Exits with 0 only
# if readers have taken every byte out of the second; else tells how many bytes are
# known to have been read from the first and taken from the second. Both hosts have
# bash, fifo-reader and fifo-writer on the PATH.
#
#   -o OPTION    of ssh_config(5), for ssh
#   -F FILE      what ssh reads instead of ~/.ssh/config
#   -v           tell what the programs do on either host
#   -h, --help   show this help and exit
#
# Example: scripts/across-hosts.sh -o Port=2222 results kitty@desk:results

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# What runs PROGRAM there: bash -c "$there" PROGRAM [ARG]... Nobody tells it when the
# connection is gone, and while it waits for its peer it would not find out. So twice a
# second it is asked for its figures, and a line is written for its own sake: when that
# fails there is nobody left to work for.
# shellcheck disable=SC2016 # it is expanded there
there='
trap "" USR1 # until the program listens
"$0" "$@" <&0 &
program=$!
{
  trap "" PIPE
  exec >/dev/null {never}<> <(:)
  until read -rt 0.5 -u "$never" || ! echo >&2; do
    kill -s USR1 "$program" 2>/dev/null
  done
  kill -s TERM "$program"
} &
status=0
wait "$program" || status=$?
kill -s TERM "$!"
exit "$status"'

# quoted TEXT: one word for the shell there, which need not be bash.
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# on_host HOST:FIFO PROGRAM: puts the command that runs PROGRAM there into command.
on_host() {
  local host=${1%%:*} fifo=${1#*:}
  # Of options that are given twice ssh takes the first, ssh_config(5). A master
  # connection would keep our pipes open for others.
  command=(ssh -T "${options[@]}" -o ControlMaster=no -o ServerAliveInterval=15 -- "$host"
    "exec bash -c $(quoted "$there") $2 -v -- $(quoted "$fifo")")
}

# listen keeps the figures that the programs tell, has the reader begin when the writer
# has its peer, and passes on what is for the user.
listen() {
  local line written=0
  while IFS= read -r line; do
    case $line in
      fifo-writer*' a reader is there')
        : >"$place/begun"
        echo >&"$gate"
        ;;
      fifo-writer*' every byte has been taken') echo "$written" >"$place/taken" ;;
    esac
    if [[ $line =~ ^fifo-writer.*' end of input after '([0-9]+)' bytes'$ ]]; then
      written=${BASH_REMATCH[1]}
    elif [[ $line =~ ^fifo-writer.*' '([0-9]+)' bytes written, '([0-9]+)' of them unread'$ ]]; then
      echo $((BASH_REMATCH[1] - BASH_REMATCH[2])) >"$place/taken"
    elif [[ $line =~ ^fifo-reader.*' so far '([0-9]+)' bytes read'$ ||
      $line =~ ^fifo-reader.*' has left after '([0-9]+)' bytes'$ ]]; then
      echo "${BASH_REMATCH[1]}" >"$place/read"
    fi
    case $line in
      '') ;;
      fifo-*\[*\]:* | *': so far '*) ! $verbose || printf '%s\n' "$line" >&2 ;;
      *) printf '%s\n' "$line" >&2 ;;
    esac
  done
}

# ask PID: waits for the figures of the reader, if it is here and has begun. It would go
# on waiting for its writer when there is nobody left to send to. (One that is there
# may not get through: what ssh has to say is behind the bytes that nobody takes.)
ask() {
  [[ ${from[0]} == fifo-reader && -e $place/begun ]] || return 0
  while [[ ! -e $place/read ]] && kill -s USR1 "$1"; do
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
    h) read_options --help ;;
    -) read_options "--$OPTARG" ;;
    :) wrong_use "-$OPTARG: its argument is missing" ;;
    *) wrong_use "-$OPTARG: no such option" ;;
  esac
done
shift $((OPTIND - 1))
(($# == 2)) || wrong_use 'not two FIFOs'
ending=TERM
make_place
if is_remote "$2" && ! is_remote "$1"; then
  # Nobody would look at it before a reader is there.
  [[ -p $1 || ! -e $1 && -d $(dirname -- "$1") ]] || {
    echo "$name: $1: not a FIFO, nor can one be made there" >&2
    exit 1
  }
  from=(fifo-reader -v -- "$1")
  on_host "$2" fifo-writer
  to=("${command[@]}")
elif is_remote "$1" && ! is_remote "$2"; then
  on_host "$1" fifo-reader
  from=("${command[@]}")
  to=(fifo-writer -v -- "$2")
else
  wrong_use 'not one FIFO here and one HOST:FIFO'
fi

trap '' USR1 # until the reader listens
mkfifo -m 600 "$place/bytes" "$place/words" "$place/gate"
exec {gate}<>"$place/gate"
# Kept open, so that the reader here can still be asked when ssh has gone.
exec {both}<>"$place/bytes"
exec {kept}<"$place/bytes" {both}>&-
listen <"$place/words" &
listener=$!
"${to[@]}" <"$place/bytes" 2>"$place/words" &
writer=$!
{ read -r <&"$gate" && exec "${from[@]}"; } >"$place/bytes" 2>"$place/words" {kept}<&- &
reader=$!

# What writes ends after what reads, or has failed.
status=0
{
  wait "$writer" || {
    status=$?
    ask "$reader"
    kill -s TERM "$reader"
  }
  wait "$reader" || status=$?
} 2>/dev/null # where the shell would tell who was killed
wait "$listener"
read=0 taken=0
[[ ! -e $place/read ]] || read=$(<"$place/read")
[[ ! -e $place/taken ]] || taken=$(<"$place/taken")
((status == 0 && read == taken)) || {
  ((read > taken)) || read=$taken # what was taken here is known earlier
  echo "$name: $1 to $2: broken off: $read bytes known to be read, $taken of them known to be taken" >&2
  exit 1
}
