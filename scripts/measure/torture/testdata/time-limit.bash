#!/usr/bin/env bash
# If the time limit passes as the peer comes, the status is 124 and nothing is moved, or
# it is 0 and everything is moved.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkfifo p
for limit in 0.01 0.02 0.03 0.04; do
  for _ in {1..5}; do
    fifo-reader -n 1 -t "$limit" p >line 2>message &
    reader=$!
    sleep "$limit"
    wrote=0
    timeout 0.1 bash -c 'echo job >p' 2>/dev/null || wrote=$?
    wait_for "$reader"
    case $status in
      124) [[ ! -s line ]] || broken "a line after 124" ;;
      0) [[ $(<line) == job && $wrote == 0 ]] || broken "0 without a line" ;;
      1) [[ ! -s line && $wrote != 0 ]] || broken "1 with a line" ;;
      *) broken "the reader exits with $status" ;;
    esac
  done
done
for limit in 0.01 0.02 0.03 0.04; do
  for _ in {1..5}; do
    fifo-writer -t "$limit" p <<<job 2>message &
    writer=$!
    sleep "$limit"
    timeout 0.1 cat p >line || : # waits for a writer if fifo-writer has left
    wait_for "$writer"
    case $status in
      124) [[ ! -s line ]] || broken "a line after 124" ;;
      0) [[ $(<line) == job ]] || broken "0 without a line" ;;
      *) broken "the writer exits with $status" ;;
    esac
  done
done
