#!/usr/bin/env bash
# Usage: restarts.bash [SECONDS]
#
# A daemon with a control FIFO, a program that logs, and a queue with three workers run at
# the same time, for 4 seconds or for SECONDS. Each part is ended and replaced at random,
# and the figures add up.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

readonly duration=${1-4}
job_queue=$(realpath "$(dirname "$0")/../../../job-queue.sh")

# pause sleeps for less than 0.4 seconds.
pause() { sleep "0.$((RANDOM % 4))$((RANDOM % 10))"; }

# begin_part gives each job a process group of its own.
begin_part() {
  set -m
  trap end_jobs EXIT
}

# end_jobs kills the jobs that are left if a part fails.
end_jobs() {
  for group in $(jobs -p); do
    kill -s KILL -- "-$group"
  done 2>/dev/null || :
}

# at_least_once FILE COUNT MOST: FILE must have every line from 1 to COUNT, and no more
# than MOST lines twice.
at_least_once() {
  sort -nu "$1" | cmp - <(seq "$2") || broken "$1: lines are missing"
  (($(wc -l <"$1") <= $2 + $3)) || broken "$1: more than $3 lines came twice"
}

# end_by_signal NAME PID SIGNAL...: ends a process by one of the signals, once it has
# become NAME.
end_by_signal() {
  local signals=("${@:3}")
  while [[ -e /proc/$2 && $(<"/proc/$2/comm") != "$1" ]]; do sleep 0.01; done
  kill -s "${signals[RANDOM % ${#signals[@]}]}" "$2"
  wait_for "$2"
  ((status > 128)) || broken "$1 exits with $status"
}

# daemon notes each command. It may replace its FIFO when it starts. If SIGKILL ends it
# and its fifo-reader, a command may be noted, and still be in the FIFO.
daemon() {
  local status=0
  ((RANDOM % 4)) || { rm control && mkfifo control; }
  exec 3<>control # keeps the commands between two readers
  while [[ $status == @(0|124) ]]; do
    status=0
    fifo-reader --no-create --idle=0.1 -n 1 control || status=$?
  done >>noted 2>>idle
}

# send COMMAND sends it until the daemon has taken it. A sender that ends early, as by the
# SIGTERM of timeout, may leave its command to the daemon.
send() {
  until echo "$1" | timeout "0.$((RANDOM % 9 + 1))" fifo-writer --no-create -k -l --idle=0.2 control; do
    echo "$1" >>sent_again
  done 2>>refusals
}

control() {
  begin_part
  local sender killed count again noted
  mkfifo control
  : >sent_again
  for ((i = 1; SECONDS < duration; i++)); do
    send "$i"
    echo "$i" >last_command
  done &
  sender=$!
  for ((killed = 0; SECONDS < duration; killed++)); do
    daemon &
    pause
    pause
    kill -s KILL -- -$!
    wait_for $!
  done
  daemon &
  wait "$sender"
  kill -s KILL -- -$!
  count=$(<last_command)
  again=$(wc -l <sent_again)
  noted=$(wc -l <noted)
  at_least_once noted "$count" $((killed + again))
  echo "control: $count commands, $noted noted, $again sent again, $killed daemons killed"
}

# log logs up to 700 lines of 10 bytes. The FIFO has room for 4096 bytes.
log() {
  local count=$((RANDOM % 700 + 1))
  seq "$next_line" $((next_line + count - 1)) >&"$program_fd"
  ((next_line += count))
}

# log_until_read logs until one of its lines has been read.
log_until_read() {
  local first=$next_line
  until ((10#0$(tail -n 1 logged) >= first)); do
    log
    sleep 0.01
  done
}

replace_log() {
  if ((RANDOM % 2)); then
    mkfifo log.new
    mv log.new log
  else
    rm log
    mkfifo log 2>/dev/null || [[ -p log ]] # a starting fifo-reader may create it, too
  fi
  ((replaced += 1))
}

# fifo-reader moves bytes from pipe to pipe by splice(2), so even SIGKILL loses none.
start_reader() {
  env --default-signal fifo-reader -k log >&"$taken_fd" {program_fd}>&- &
  reader=$!
}

end_reader() {
  end_by_signal fifo-reader "$reader" TERM HUP INT KILL
  reader=
  ((readers += 1))
}

start_program() {
  env --default-signal fifo-writer --drop -l --pipe-size=4K log <program 2>report &
  program=$!
  first_line=$next_line
  exec {program_fd}>program
}

# end_program ends the program that logs, and adds its figures. After a signal, these may
# lack the last lines, which fifo-writer has not read. What it leaves unread is lost only
# if there is no reader.
end_program() {
  local lines=$((next_line - first_line)) figures
  if ((RANDOM % 2)); then
    exec {program_fd}>&-
    wait_for "$program"
    ((status <= 1)) || broken "fifo-writer exits with $status: $(<report)"
    figures=($((10 * lines)) 0 0) # if it reports none
  else
    end_by_signal fifo-writer "$program" TERM HUP INT
    exec {program_fd}>&-
    figures=(0 0 0)
  fi
  [[ ! $(tail -n 1 report) =~ $report_pattern ]] || figures=("${BASH_REMATCH[@]:1}")
  ((figures[0] + 10 * figures[2] == 10 * lines || status > 128 && figures[0] + 10 * figures[2] < 10 * lines)) ||
    broken "after status $status, $lines lines do not add up: $(<report)"
  ((written += figures[0], dropped += figures[2], programs += 1))
  [[ $reader ]] || unread=$((unread + figures[1]))
  unread=$((unread + $(awk -F ' (written, |unread)' '/ replaced / { sum += $2 } END { print sum + 0 }' report)))
}
readonly report_pattern=': ([0-9]+) bytes written, ([0-9]+) unread.*, ([0-9]+) lines? dropped$'

# logging ends and replaces the reader, the program and the FIFO. Each line must be
# logged, dropped, or left unread in a FIFO without a reader, and none may be logged
# twice.
logging() {
  begin_part
  local size next_line=100000000 first_line reader program program_fd taken_fd collector
  local written=0 unread=0 # bytes
  local dropped=0 readers=0 programs=0 replaced=0
  mkfifo log program taken
  cat <taken >logged &
  collector=$!
  exec {taken_fd}>taken
  start_program
  start_reader
  log_until_read
  while ((SECONDS < duration)); do
    sleep "0.0$((RANDOM % 10))"
    log
    case $((RANDOM % 4)) in
      0) replace_log ;;
      1)
        log_until_read # so that the reader and the program use the same FIFO
        end_program
        start_program
        log_until_read # so that nothing of the previous program is left
        ;;
      *)
        end_reader
        log
        ((RANDOM % 2)) || replace_log
        log
        if ((RANDOM % 4 == 0)); then
          end_program
          start_program
        fi
        start_reader
        ;;
    esac
  done
  log_until_read
  end_reader
  end_program
  exec {taken_fd}>&-
  wait "$collector"
  ! grep -Evxm1 '[0-9]{9}' logged || broken 'a part of a line is logged'
  sort -cu logged || broken 'lines are logged twice'
  size=$(stat -c %s logged)
  ((size + unread == written)) || broken "$size bytes are logged, not $written less $unread"
  echo "logging: $((next_line - 100000000)) lines, $((size / 10)) logged, $dropped dropped, $((unread / 10)) unread," \
    "$programs programs and $readers readers ended, $replaced FIFOs replaced"
}

# If SIGKILL ends a worker, another repeats its line. If SIGKILL ends the script, its
# workers end as well, and it can be started again with the lines that are not done. Each
# tenth line fails.
queue() {
  begin_part
  local jobs=$((35 * duration)) runs script workers
  local most_repeats=0 scripts_killed=0 workers_killed=0
  local worker="^bash -c work .* $PWD/queue/" # for pgrep -f
  export TMPDIR=$PWD/queue
  mkdir queue
  seq "$jobs" >left
  : >done_jobs
  while
    # shellcheck disable=SC2016 # the shell of the job expands it
    "$job_queue" -j 3 sh -c 'echo {} >>done_jobs; sleep 0.03; [ $(({} % 10)) != 0 ]' <left 2>messages &
    script=$!
    ((SECONDS < duration))
  do
    # SIGKILL would leave its folder if it came before the script has started a worker.
    until pgrep -f "$worker" >/dev/null || ! kill -s 0 "$script" 2>/dev/null; do sleep 0.01; done
    for _ in 1 2 3; do
      pause
      mapfile -t workers < <(pgrep -f "$worker")
      # It may have ended on its own, as the script may have below.
      if ((${#workers[@]})) && kill -s KILL "${workers[RANDOM % ${#workers[@]}]}" 2>/dev/null; then
        ((workers_killed += 1))
      fi
    done
    kill -s KILL "$script" 2>/dev/null || :
    wait_for "$script"
    ((status != 137)) || ((scripts_killed += 1))
    until [[ ! $(ls -A queue) ]] && ! pgrep -f "$worker" >/dev/null; do sleep 0.01; done
    ((most_repeats += 6)) # three workers one by one, and those of the script
    sort done_jobs | comm -13 - <(seq "$jobs" | sort) >left
  done
  wait_for "$script"
  sed -n 's/^job-queue.sh: \([0-9]*\): exit status 1$/\1/p' messages | sort -n | cmp - <(sort -n left | grep '0$') ||
    broken "job-queue.sh exits with $status, and lists other lines: $(<messages)"
  at_least_once done_jobs "$jobs" "$most_repeats"
  runs=$(wc -l <done_jobs)
  echo "queue: $jobs jobs, $runs runs, $scripts_killed scripts and $workers_killed workers killed"
}

declare -A parts
for part in control logging queue; do
  "$part" 2>"$part.messages" & # bash reports each killed job there, too
  parts[$part]=$!
done
failed=()
for part in "${!parts[@]}"; do
  wait "${parts[$part]}" || failed+=("$part.messages")
done
((${#failed[@]} == 0)) || broken "$(tail -n 1 "${failed[@]}")"
