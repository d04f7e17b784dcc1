#!/usr/bin/env bash
# If the worker of a conversation is stopped, the parent reports that and exits with 1.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkfifo in
: >out
reverse -i <in >out 2>message &
parent=$!
exec 4>in
echo abc >&4
until [[ $(<out) == cba ]]; do sleep 0.01; done
worker=$(pgrep -P "$parent")
kill -STOP "$worker"
until [[ $(ps -o stat= -p "$worker") == T* ]]; do sleep 0.01; done # with all its threads
echo def >&4
wait_for "$parent"
[[ $status == 1 ]]
expect_message 'does not answer'
