#!/usr/bin/env bash
# With any number of processes from 1 up, the work is done, or the reason is given.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

# Root has no such limit. Another user must be able to enter this folder, and that of the
# programs.
chmod 711 . "$(dirname "$(command -v fib)")"
limited() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  setpriv --reuid=65534 --regid=65534 --clear-groups \
    bash -c 'ulimit -u "$1"; exec "${@:2}"' bash "$processes" "$@"
}

for processes in {1..10} 12 15 20 30; do
  ! done_or_refused limited fib 5 >out || [[ $(wc -l <out) == 6 ]]
  ! done_or_refused limited reverse <<<hello >out || [[ $(<out) == olleh ]]
  ! done_or_refused limited reverse -i <<<hello >out || [[ $(<out) == olleh ]]
  ! done_or_refused limited sigpair -d 0 >out || [[ $(wc -l <out) == 1 ]]
done
