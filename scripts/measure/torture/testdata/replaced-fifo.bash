#!/usr/bin/env bash
# If the FIFO is removed or replaced while in use, every byte arrives, and no other file
# is removed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

inodes() { find . -printf '%i %p\n' | sort; }

mkfifo gate
for options in '' -r '-n 9'; do
  for change in 'rm p' 'mv p q' 'rm p; echo hello >p' 'rm p; mkfifo p'; do
    rm -f p q
    : >out
    bash -c "exec fifo-reader $options p" >out &
    reader=$!
    { echo one && cat gate; } | fifo-writer p &
    writer=$!
    until [[ $(<out) == one ]]; do sleep 0.01; done
    eval "$change"
    before=$(inodes)
    echo two >gate
    wait "$writer"
    wait "$reader"
    [[ $(<out) == $'one\ntwo' ]]
    [[ $(inodes) == "$before" ]]
  done
done

rm -f p
echo hello | fifo-writer p &
fifo-reader -k -t 0.1 p 2>message | { read -r line && rm p && cat && echo "$line"; } >out || :
[[ $(<out) == hello ]]
wait $!
expect_message 'p: no writer within 100ms: 6 bytes read'
