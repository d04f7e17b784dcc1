#!/usr/bin/env bash
# If a worker is stopped, its parent can still be ended. If it breaks down, the parent
# reports that. No process is left.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

# worker_of PARENT: waits until PARENT has a worker, and prints the worker's PID.
worker_of() {
  until pgrep -P "$1" -f -- -worker || ! kill -0 "$1" 2>/dev/null; do sleep 0.01; done
}

for command in 'fib -s 60 5' 'sigpair -d 60'; do
  bash -c "exec $command" 2>message &
  parent=$!
  kill -STOP "$(worker_of "$parent")"
  kill "$parent"
  wait_for "$parent"
  [[ $status == 143 ]]
done
sigpair -d 60 -t 1 2>message &
parent=$!
worker=$(worker_of "$parent")
[[ -z $worker ]] || kill -STOP "$worker" || : # the timeout may have ended it before
wait_for "$parent"
[[ $status == 124 ]]

for command in 'fib -s 60 5' 'sigpair -d 60'; do
  for signal in ABRT SEGV BUS FPE; do
    bash -c "exec $command" 2>message &
    parent=$!
    kill -"$signal" "$(worker_of "$parent")"
    wait_for "$parent"
    killed=$((128 + $(kill -l "$signal")))
    case $status in
      1) expect_message 'broke down' ;;
      "$killed") expect_message "was killed by SIG$signal" ;; # before Go could catch it
      *) broken "$command: its worker got SIG$signal, and it exits with $status" ;;
    esac
  done
done
