#!/usr/bin/env bash
# With pipes of two pages, every byte arrives. A line that fits into no pipe stays in its
# FIFO.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

chmod 777 .
chmod 711 .. "$(dirname "$(command -v fib)")"

# carry opens pipes until its user has as many pages as a user may have. New pipes then
# have two pages (pipe(7)).
carry() {
  mkfifo large
  exec {large_fd}<>large
  mkdir hold
  mkfifo hold/{1..1100}
  for fifo in hold/*; do
    # shellcheck disable=SC2034 # held open, not used
    exec {held_fd}<>"$fifo"
  done

  fib 10000 >data
  rev data >atad
  reverse <data | cmp - atad
  head -n 100 data | reverse -i 2>/dev/null | cmp - <(head -n 100 atad)
  for writer in '' -l; do
    for reader in '' '-n 10001'; do
      bash -c "exec fifo-writer $writer p" <data &
      bash -c "exec fifo-reader $reader p" | cmp - data
      wait $!
    done
  done

  printf '%30000s\n' '' >line
  cat line >&"$large_fd"
  expect_status 1 fifo-reader -n 1 large >out
  expect_message 'needs a larger pipe'
  [[ ! -s out ]]
  head -c 30001 <&"$large_fd" | cmp - line
}

# The pages are counted per user. Each try has its own user.
user=$((100000 + $$))
ulimit -n 4096
export -f carry expect_status expect_message broken
setpriv --reuid="$user" --regid="$user" --clear-groups bash -euo pipefail -c carry
