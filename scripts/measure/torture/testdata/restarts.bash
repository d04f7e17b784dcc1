#!/usr/bin/env bash
# A daemon with a control FIFO, a program that logs, and a queue with three workers run at
# the same time. Each part is ended and replaced at random, and the figures add up.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

readonly duration=4 commands=200 jobs=300
job_queue=$(realpath "$(dirname "$0")/../../../job-queue.sh")

# pause sleeps for less than 0.4 seconds.
pause() { sleep "0.$((RANDOM % 4))$((RANDOM % 10))"; }

# at_least_once FILE COUNT MOST: FILE must have every line from 1 to COUNT, and no more
# than MOST lines twice.
at_least_once() {
  sort -nu "$1" | cmp - <(seq "$2") || broken "$1: lines are missing"
  (($(wc -l <"$1") <= $2 + $3)) || broken "$1: more than $3 lines came twice"
}

# The daemon notes each command with a fifo-reader of its own. SIGKILL ends both. Then the
# command may be noted, and still be in the FIFO.
control() {
  set -m # gives each job a process group of its own
  local control_fd sender killed
  mkfifo control
  exec {control_fd}<>control # keeps the commands while no reader is there
  for ((i = 1; i <= commands; i++)); do
    echo "$i"
    sleep 0.01
  done | fifo-writer -k -l control {control_fd}>&- &
  sender=$!
  for ((killed = 0; SECONDS < duration; killed++)); do
    while fifo-reader -n 1 control; do :; done >>noted {control_fd}>&- &
    pause
    kill -s KILL -- -$!
    wait_for $!
  done
  while fifo-reader -n 1 control; do :; done >>noted {control_fd}>&- &
  wait "$sender"
  kill -s KILL -- -$!
  at_least_once noted "$commands" "$killed"
}

# Each program that logs reports how many bytes it has written when a signal ends it.
logging() {
  set -m
  local log_fd replacing reader written
  mkfifo log
  exec {log_fd}<>log # keeps the bytes that no reader has taken
  while ((SECONDS < duration)); do
    env --default-signal fifo-reader log >>logged {log_fd}>&- &
    end_by_signal fifo-reader
  done &
  replacing=$!
  while ((SECONDS < duration)); do
    while seq 1000 1999; do sleep 0.01; done |
      env --default-signal fifo-writer -k -l log 2>>reports {log_fd}>&- &
    end_by_signal fifo-writer
  done
  wait "$replacing"
  fifo-reader -v log >>logged 2>narration {log_fd}>&- &
  reader=$!
  until grep -q 'a writer is there' narration; do sleep 0.01; done
  exec {log_fd}>&-
  wait "$reader"
  ! grep -Evm1 '^1[0-9]{3}$' logged || broken 'a part of a line is logged'
  written=$(awk -F ': ended by SIG[A-Z]*: ' '{ sum += $2 } END { print sum }' reports)
  [[ $(stat -c %s logged) == "$written" ]] || broken "bytes are logged that do not add up: $(<reports)"
}

# end_by_signal NAME ends the last job by a random signal, once it has become NAME.
end_by_signal() {
  local signals=(TERM HUP INT)
  until [[ $(<"/proc/$!/comm") == "$1" ]]; do sleep 0.01; done
  pause
  kill -s "${signals[RANDOM % 3]}" $!
  wait_for $!
  ((status > 128)) || broken "$1 exits with $status"
}

# If SIGKILL ends a worker, another repeats its line. If SIGKILL ends the script, its
# workers end as well, and it can be started again with the lines that are not done.
queue() {
  set -m
  local killed=0 script workers
  export TMPDIR=$PWD/queue
  mkdir queue
  seq "$jobs" >left
  : >done_jobs
  while
    "$job_queue" -j 3 sh -c 'echo {} >>done_jobs; sleep 0.03' <left 2>>messages &
    script=$!
    ((SECONDS < duration))
  do
    for _ in 1 2 3; do
      pause
      mapfile -t workers < <(pgrep -f "^bash -c work .* $TMPDIR/")
      # It may have ended on its own, as the script may have below.
      ((${#workers[@]} == 0)) || kill -s KILL "${workers[RANDOM % ${#workers[@]}]}" 2>/dev/null || :
    done
    kill -s KILL "$script" 2>/dev/null || :
    wait_for "$script"
    until [[ ! $(ls -A queue) ]] && ! pgrep -f "^bash -c work .* $TMPDIR/" >/dev/null; do sleep 0.01; done
    ((killed += 6)) # three workers one by one, and those of the script
    sort done_jobs | comm -13 - <(seq "$jobs" | sort) >left
  done
  wait "$script"
  at_least_once done_jobs "$jobs" "$killed"
}

parts=()
for part in control logging queue; do
  "$part" &
  parts+=($!)
done
for part in "${parts[@]}"; do
  wait "$part"
done
