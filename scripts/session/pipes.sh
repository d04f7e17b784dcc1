#!/usr/bin/env bash
# Usage: scripts/session/pipes.sh [--quick] [-i]
#
# Play part IV of the session, ordinary pipes: two children of one parent, and exercise 3,
# a conversation with a worker child through two pipes. It checks everything that it
# shows.
#
#   --quick   sleep for a shorter time
#   -i        then hold a conversation with you, at this terminal
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"

interactive=false
options=()
for option; do
  case $option in
    -i) interactive=true ;;
    *) options+=("$option") ;;
  esac
done
! $interactive || [[ -t 0 ]] || wrong_use '-i: standard input is not a terminal'
begin "${options[@]}"
duration=5
! $quick || duration=2

# pipe_at DESCRIPTOR prints the pipe at DESCRIPTOR, taken from the last output of ls.
pipe_at() { awk -v descriptor="$1" '$(NF - 2) == descriptor { print $NF }' <<<"$output"; }

# end_of PIPE prints the mode of PIPE, taken from the last output of ls: l-wx is the write
# end, lr-x the read end.
end_of() { awk -v pipe="$1" '$NF == pipe { print substr($1, 1, 4) }' <<<"$output"; }

# replied LINE reports whether the conversation has printed LINE.
replied() { grep -Fxq -e "$1" "${outputs[job]}"; }

title 'Ordinary pipes: two children of one parent'

# Descriptors stay open through fork(2) and execve(2). An ordinary pipe has no name, so
# only relatives can share it (pipe(7)).
say 'A shell makes a pipe and starts two children, which inherit its ends. Look at their PPIDs.'
start "fib --sleep $duration 10 | reverse"
wait_until 'both children run' runs fib fib-worker reverse
run "ps -s $job -o pid,ppid,stat,comm,args"
fib_pid=$(listed PID fib) reverse_pid=$(listed PID reverse)
expect 'fib and reverse are children of one parent' "$(listed PPID fib)" "$(listed PPID reverse)"
say 'The standard output of one is the standard input of the other: a pipe with one number.'
run "ls -l /proc/$fib_pid/fd/1 /proc/$reverse_pid/fd/0"
pipe=$(pipe_at "/proc/$fib_pid/fd/1")
expect 'fib holds one end of the pipe, reverse the other' $'l-wx\nlr-x' "$(end_of "$pipe")"
finish "$job"
expect 'fib(0) to fib(10), reversed' '0 1 1 2 3 5 8 31 12 43 55' "${output//$'\n'/ }"

title 'Exercise 3: two-way ordinary pipe'

say 'One round trip: the phrase goes to a worker child and comes back reversed.'
run "echo 'Never odd, Noël' | reverse -i -n 1"
expect 'the phrase reversed' 'phrase ("end" to stop): lëoN ,ddo reveN' "$output"

say 'A conversation that "end" ends. It reads a named pipe here, so that we can look at it meanwhile.'
run 'mkfifo phrases'
start 'reverse -v -i <phrases'
# A reader reaches the end of its input when the last writer closes the FIFO (pipe(7)).
# That would be the first echo. So this shell stays a writer. It opens the FIFO for both
# directions, which does not wait for the other end (fifo(7)).
prompt 'exec 3<>phrases'
exec 3<>phrases
wait_until 'reverse has its worker' runs reverse reverse-worker
run "echo 'Hello, Kitty!' >phrases"
wait_until 'the phrase is reversed' replied '!yttiK ,olleH'
show "$job"
echo
run "ps -s $job -o pid,ppid,stat,comm,args"
parent=$(listed PID reverse) worker=$(listed PID reverse-worker)
expect 'reverse-worker is the child of reverse' "$parent" "$(listed PPID reverse-worker)"

# A pipe has one direction, so a conversation takes two. A third pipe is the lifeline: no
# process writes to it, and the worker finds its end when the parent ends.
say 'Each pipe has two ends: w is for writing, r for reading. Find the numbers of the standard' \
  'input (0) and output (1) of the worker among the descriptors of its parent.'
run "ls -l /proc/$worker/fd | grep pipe:"
to_worker=$(pipe_at 0) from_worker=$(pipe_at 1)
expect 'the worker reads one pipe and writes to the other' 'lr-x l-wx' \
  "$(end_of "$to_worker") $(end_of "$from_worker")"
run "ls -l /proc/$parent/fd | grep pipe:"
expect 'the parent holds the two other ends, and no more' 'l-wx lr-x' \
  "$(end_of "$to_worker") $(end_of "$from_worker")"

say 'One more phrase, then the one that ends the conversation. The parent closes its ends, so the' \
  'worker finds the end of its input, and ends.'
run "echo 'Was it a cat I saw?' >phrases"
wait_until 'the phrase is reversed' replied '?was I tac a ti saW'
run 'echo end >phrases'
finish "$job"
exec 3>&-
expect_lines "reverse[$parent]: <- [$worker] \"?was I tac a ti saW\""
expect 'the worker has ended, and then its parent' \
  "reverse[$parent]: <- [$worker] exit 0" "${output##*$'\n'}"

$interactive || exit 0
say 'Your turn. In another terminal, look at it with ps and ls -l /proc/PID/fd. "end" ends it.'
prompt 'reverse -v'
reverse -v </dev/tty
