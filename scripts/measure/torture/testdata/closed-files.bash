#!/usr/bin/env bash
# If standard files are closed, a program ends, and does not read or write files that it
# opens later in their place.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- >&- 2>&-'; do
  for command in 'fib 5' reverse 'reverse -i' 'sigpair -d 0' \
    'fifo-reader p' 'fifo-reader -n 1 p' 'fifo-writer p' 'fifo-writer -l p'; do
    case $command in
      fifo-reader*) echo hello | fifo-writer p & ;;
      fifo-writer*) fifo-reader p >out & ;;
      *) : & ;;
    esac
    eval "$command <<<hello $closed" >/dev/null
    wait $!
  done
done
