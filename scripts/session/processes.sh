#!/usr/bin/env bash
# Usage: scripts/session/processes.sh [--quick]
#
# Play part II of the session, processes: a child that greets, and exercise 1, a parent
# with a worker child. It checks everything that it shows.
#
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin "$@"
duration=5
! $quick || duration=1

title 'Processes: a child, and a parent that waits for it'

# fork(2) returns in both processes, so the parent continues at once. It learns of the
# end of its child from wait(2).
say "This shell, process $$, starts a child with & and waits for it with wait."
start "bash -c 'echo \"Hello, Kitty! I am process \$\$, a child of \$PPID.\"'"
finish "$job"
expect 'the child is a process of its own, and its parent is this shell' \
  "Hello, Kitty! I am process $job, a child of $$." "$output"

title 'Exercise 1: parent with worker child'

say 'fib(0) to fib(5). The worker child computes and writes them.'
run 'fib 5'
expect 'six numbers' '0 1 1 2 3 5' "${output//$'\n'/ }"

say "Now the worker sleeps first. Find fib and fib-worker: whose PPID is whose PID?" \
  "(-s lists the processes of one session. Each command here has its own session, as in its own terminal.)"
began=${EPOCHREALTIME/[.,]/}
start "fib -v --sleep $duration 5"
wait_until 'fib has its worker' runs fib fib-worker
run "ps -s $job -o pid,ppid,stat,comm,args"
parent=$(listed PID fib) worker=$(listed PID fib-worker)
expect 'fib-worker is the child of fib' "$parent" "$(listed PPID fib-worker)"
# The parent is in waitid(2), which takes it off the processor until a child ends.
state=$(listed STAT fib)
expect 'fib lives as long as its worker, and sleeps too (S)' S "${state:0:1}"

say 'With -v, fib reports what happens. The PIDs are those that ps has shown.'
finish "$job"
elapsed=$((${EPOCHREALTIME/[.,]/} - began))
expect_lines "fib[$parent]: -> [$worker] start" "fib[$worker]: sleep ${duration}s" \
  "fib[$worker]: write fib(0) to fib(5)"
expect 'fib has ended after its worker, with the same status, 0' \
  "fib[$parent]: <- [$worker] exit 0" "${output##*$'\n'}"
((elapsed >= duration * 1000000)) || fail 'time that fib has waited' "$duration s" "$elapsed µs"

say 'An index is a whole number, 0 or more. fib refuses anything else, with a message, status 2,' \
  'and nothing on standard output.'
for operands in '' -5 '-- -5' 1.5 x "''" '3 2' '1 2 3'; do
  run "fib${operands:+ $operands} >numbers" 2
  [[ ! -s numbers ]] || fail "standard output of fib $operands" '' "$(<numbers)"
done
run 'wc -c numbers'
