#!/usr/bin/env bash
# Usage: ... | scripts/job-queue.sh [-j WORKERS] COMMAND [ARG]...
#
# Runs COMMAND [ARG]... LINE for every LINE of standard input. Two workers, or
# WORKERS, take their lines out of one FIFO. A worker that is killed is replaced, and
# its line done again: every line is done at least once. Exits with 1 if a COMMAND
# has failed.
#
#   -j WORKERS   so many lines at a time
#   -h, --help   show this help and exit
#
# Example: printf '%s\n' *.txt | scripts/job-queue.sh -j 4 gzip

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# work QUEUE FILE COMMAND [ARG]... is a worker: it takes one line after the other.
# fifo-reader takes a line out of the queue when it has written it to FILE, so that
# the line of a worker that is killed is in one of them, or in both.
work() {
  local queue=$1 file=$2 line
  shift 2
  trap 'exit 143' TERM # but not before COMMAND has ended
  while true; do
    # Only a whole line has been taken: read fails at one that does not end.
    if IFS= read -r line <"$file"; then
      # In a process of its own, and never a builtin of this shell.
      (exec -- "$@" "$line" </dev/null 3>&-) || : >"$queue.failed"
    fi
    [[ ! -e $queue.ended ]] || return 0
    # It exits with 1 when the writer has left. With -t it does not wait for ever for
    # one that never comes.
    fifo-reader -n 1 -t 1 "$queue" >"$file" || (($? != 1)) || return
  done
}
export -f work

# mind COMMAND [ARG]... has one worker after the other, until one ends that was not
# killed. Each begins with the line that the killed one has in its FILE; it gets a
# copy, for the last write of the dead may still be under way. A worker is a session
# of its own, setsid(2), so that a killed one leaves nothing running.
mind() {
  local file='' last worker status
  trap '' HUP INT # what a terminal sends to all of them is the queue's to handle
  trap 'end_jobs; exit 143' TERM
  while true; do
    last=$file
    file=$(mktemp "$place/line.XXXXXX")
    [[ -z $last ]] || cp "$last" "$file"
    setsid env --default-signal bash -c 'work "$@"' work "$queue" "$file" "$@" 2>&3 &
    worker=$!
    status=0
    wait "$worker" || status=$?
    ((status > 128)) || break
    kill -s KILL -- "-$worker" || :
    echo "$name: worker $worker was killed, another takes over" >&3
  done
  # The end of the input is known soon after a worker has found the queue at its end.
  for _ in {1..100}; do
    [[ ! -e $queue.ended ]] || return 0
    sleep 0.01
  done
  kill -s TERM "$feeder" # it would wait for ever for this worker
}

# hang_up tells workers that have begun to wait for a writer that there is none any
# more: they see one come and leave. Opening for both directions does not wait.
hang_up() {
  for _ in {1..100}; do
    : <>"$queue"
    sleep 0.01
  done
}

workers=2
while getopts :j:h-: option; do
  case $option in
    j) workers=$OPTARG ;;
    h) read_options --help ;;
    -) read_options "--$OPTARG" ;;
    :) wrong_use "-$OPTARG: WORKERS is missing" ;;
    *) wrong_use "-$OPTARG: no such option" ;;
  esac
done
shift $((OPTIND - 1))
[[ $workers =~ ^[1-9][0-9]{0,3}$ ]] || wrong_use "-j: $workers: not a number of workers"
(($#)) || wrong_use 'COMMAND is missing'

ending=TERM
make_place
if ! command -v fifo-reader || ! command -v fifo-writer; then
  build
  PATH=$root/bin:$PATH
fi >/dev/null
queue=$place/queue
mkfifo -m 600 "$queue"

# It ends when every line has been taken, and is not ended by workers that are killed.
fifo-writer -k -l "$queue" <&0 &
feeder=$!
minders=()
for ((i = 0; i < workers; i++)); do
  mind "$@" 3>&2 2>/dev/null & # where the shell would tell who was killed
  minders+=($!)
done
wait "$feeder" || {
  echo "$name: ended before every line was taken" >&2
  exit 1
}
: >"$queue.ended"
hang_up &
wait "${minders[@]}"
[[ ! -e $queue.failed ]]
