#!/usr/bin/env bash
# A program under the name of a worker is refused, or does what its options say.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

# expect_refusal REDIRECTION: the program must be refused under its worker's name, with
# REDIRECTION in place of the lifeline, which is a pipe from the parent at descriptor 3.
expect_refusal() {
  expect_status 1 bash -c "$1; exec -a $program-worker $program $argument" </dev/null
  expect_message "$program-worker is started by $program only"
}

mkfifo p
exec 4<>p
for program in fib reverse sigpair; do
  argument=
  [[ $program != fib ]] || argument=5
  for lifeline in '3<&-' '3</dev/null' '3>/dev/null' '3<>p' '3>p' '3<.'; do
    expect_refusal "exec $lifeline"
  done
  # shellcheck disable=SC2016 # for the inner shell to expand
  expect_refusal 'exec 3< <(:); wait $!'
done
[[ $(exec -a fib-worker fib 2 3< <(sleep 0.5)) == $'0\n1\n1' ]]
