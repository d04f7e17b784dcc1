#!/usr/bin/env bash
# Usage: ... | scripts/job-queue.sh [-j WORKERS] COMMAND [ARG]...
#
# Run COMMAND [ARG]... for every LINE of standard input. LINE replaces each {} in COMMAND
# and its ARGs. Without {}, LINE is added as the last argument. COMMAND is a program. Its
# standard input is /dev/null. Several workers take their lines from one FIFO. If a worker
# is killed, another worker replaces it and repeats its line, so COMMAND may run twice for
# a line. A COMMAND that fails is not repeated. At the end, standard error lists each line
# for which COMMAND failed, with the exit status of COMMAND, or did not run: COMMAND can't
# be run, or LINE has a NUL byte. If this script itself is killed, each worker ends after
# its COMMAND.
#
#   -j WORKERS   run WORKERS workers (default 2)
#   -h, --help   show this help and exit
#
# Exit status: 0 if COMMAND succeeded for every line, 1 if it failed for a line or the
# queue failed, 2 for wrong use, 126 if COMMAND can't be run, 127 if it can't be found.
#
# Examples:
#   printf '%s\n' *.txt | scripts/job-queue.sh -j 4 gzip -kf --
#   printf '%s\n' *.wav | scripts/job-queue.sh ffmpeg -i {} {}.mp3

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# work QUEUE FILE COMMAND [ARG]... is a worker: it takes one line after another.
# fifo-reader removes a line from the queue only after it has written the line to FILE. So
# the line of a killed worker is in the queue, in FILE, or in both. FILE.failed lists the
# lines for which COMMAND failed.
work() {
  local queue=$1 line_file=$2 line words reason
  shift 2
  export -fn work guard # COMMAND may be a bash script that calls programs of these names
  trap 'exit 143' TERM  # bash runs this after COMMAND has ended
  while true; do
    # Without its newline, a line is still in the queue, and read fails.
    if IFS= read -r line <"$line_file"; then
      words=("${@//"{}"/"$line"}")
      [[ $* == *"{}"* ]] || words+=("$line")
      reason=
      if read -rd '' <"$line_file"; then # up to a NUL
        reason="an argument can't hold its NUL byte"
      elif ! type -P -- "${words[0]}" >/dev/null; then
        reason="COMMAND can't be found or run"
      else
        # exec in a subshell runs COMMAND as a program, never as a builtin of this shell.
        (exec -- "${words[@]}" </dev/null 2>&3 3>&-) || reason="exit status $?"
      fi
      [[ -z $reason ]] || printf '%s\n' "$line" "$reason" 2>&3 >>"$line_file.failed" || return
    fi
    [[ -e $queue && ! -e $queue.ended ]] || return 0
    # If the writer left before this worker came, -t ends the wait (124). A fifo-reader
    # that SIGXFSZ (153) killed has a line that is longer than FILE may be (ulimit -f).
    fifo-reader -n 1 -t 1 "$queue" 2>&3 >"$line_file" ||
      (($? == 124 || $? > 128 && $? != 153)) || return
  done
}
export -f work

# supervise COMMAND [ARG]... starts a worker, and replaces it if it is killed. The new
# worker begins with the line in the killed worker's FILE. It gets a copy of FILE, because
# the killed worker's fifo-reader may still be writing. Each worker has its own session
# (setsid(2)), so that all of its processes can be ended together.
supervise() {
  local line_file='' killed_file worker status
  trap '' HUP INT # the main script handles them; a terminal sends them to all processes
  trap 'end_jobs; exit 143' TERM
  while true; do
    killed_file=$line_file
    line_file=$(mktemp "$workdir/line.XXXXXX")
    [[ -z $killed_file ]] || cp "$killed_file" "$line_file"
    # bash would report each killed COMMAND to 2
    setsid env --default-signal \
      bash -c 'work "$@" 2>/dev/null' work "$queue" "$line_file" "$@" 2>&3 &
    worker=$!
    status=0
    wait "$worker" || status=$?
    ((status > 128)) || break
    kill -s KILL -- "-$worker" || :
    echo "$name: worker $worker was killed; another takes its place" >&3
  done
  # A worker may notice the end of the queue slightly earlier than the main script does.
  for _ in {1..100}; do
    [[ ! -e $queue.ended ]] || return 0
    sleep 0.01
  done
  kill -s TERM "$feeder" # the worker failed, and the feeder would wait for it forever
}

# hang_up opens and closes the FIFO, again and again. So each worker that waits for a
# writer sees one come and leave. An open for both directions does not wait (fifo(7)).
hang_up() {
  for _ in {1..100}; do
    : <>"$queue"
    sleep 0.01
  done
}

# guard WORKDIR ends the feeder and removes WORKDIR if SIGKILL ends this script. Then each
# worker ends after its COMMAND. The standard input of guard is a lifeline: a pipe whose
# write end only this script holds. It carries the PID of the feeder.
guard() {
  local workdir=$1 pids
  trap '' HUP INT TERM
  mapfile -t pids               # reads until this script has ended
  [[ -e $workdir ]] || return 0 # the script has cleaned up
  [[ -e $workdir/queue.ended ]] || kill -s TERM "${pids[@]}"
  # After the mv, no worker finds the folder. But a file that was just being created may
  # make the first rm fail.
  mv "$workdir" "$workdir.ended"
  rm -rf "$workdir.ended" || rm -rf "$workdir.ended"
}
export -f guard

# check_command NAME ends the script, as env does, if NAME is not a program that can run.
check_command() {
  local program=$1
  [[ $program == */* ]] || program=$(type -P -- "$1") || program=
  if [[ ! -e $program ]]; then
    echo "$name: $(printable "$1"): command not found" >&2
    exit 127
  elif [[ -d $program || ! -x $program ]]; then
    echo "$name: $(printable "$1"): permission denied" >&2
    exit 126
  fi
}

# list_failed prints the lines for which COMMAND failed. It fails if there are any.
list_failed() {
  local file line reason result=0
  for file in "$workdir"/line.*.failed; do
    [[ -e $file ]] || continue
    result=1
    while IFS= read -r line && read -r reason; do
      printf '%s: %s: %s\n' "$name" "$(printable "$line")" "$reason"
    done <"$file"
  done >&2
  return "$result"
}

workers=2
while getopts :j:h-: option; do
  case $option in
    j) workers=$OPTARG ;;
    *) other_option "$option" ;;
  esac
done
shift $((OPTIND - 1))
[[ $workers =~ ^[1-9][0-9]{0,3}$ ]] || wrong_use "-j: $workers: not a number from 1 to 9999"
(($#)) || wrong_use 'COMMAND is missing'

job_signal=TERM # a worker then ends after its COMMAND
make_workdir
# The guard has a session of its own, so it outlives a SIGKILL to the process group.
exec {lifeline_fd}> >(exec setsid bash -c 'guard "$@"' guard "$workdir" >/dev/null 2>&1)
if ! command -v fifo-reader || ! command -v fifo-writer; then
  use_programs
fi >/dev/null
[[ $1 == *"{}"* ]] || check_command "$1"
queue=$workdir/queue
mkfifo -m 600 "$queue"

# The feeder ends when workers have taken every line. With -k, it survives killed workers.
{
  echo "$BASHPID" >&"$lifeline_fd"
  exec fifo-writer -k -l "$queue" {lifeline_fd}>&-
} <&0 &
feeder=$!
supervisors=()
for ((i = 0; i < workers; i++)); do
  # bash reports killed jobs to 2; our messages go to 3
  supervise "$@" 3>&2 2>/dev/null {lifeline_fd}>&- &
  supervisors+=($!)
done
if ! wait "$feeder"; then
  list_failed || :
  fail 'the workers did not take every line'
fi
: >"$queue.ended"
hang_up &
wait "${supervisors[@]}"
list_failed
