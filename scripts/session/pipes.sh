#!/usr/bin/env bash
# Usage: scripts/session/pipes.sh [--step] [--quick]
#
# Play part IV of the session, ordinary pipes: two children of one parent, two processes
# at the same end, and exercise 3, a conversation with a worker child through two pipes.
# It checks everything that it shows.
#
#   --step    wait for a key before each command, and ask questions
#   --quick   sleep for a shorter time
#   --help    show this help and exit

# shellcheck disable=SC2016 # the shells of the terminals expand the commands
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin_part 'IV. Ordinary pipes' '20-30 minutes' "$@"

title 'Two children of one parent'

say 'A pipe has two ends. A process writes bytes into one, another reads them from the other. The' \
  'communication is synchronous: the reader waits until there are bytes, and the writer waits while' \
  'the pipe is full. A pipe has no name: the shell makes it, and both children inherit it.'
duration=$(sleeping_time)
start "fib -v --sleep $duration 10 | reverse -v"
reverse_pid=$job
see "sleep ${duration}s"
see 'read -'
hurry "$duration" 2
ask 'What is the parent of reverse: fib, or the shell?'
run 'ps --forest -o pid,ppid,stat,time,args'
expect 'the PID of reverse' "$reverse_pid" "$(listed PID reverse)"
expect 'the PPID of fib' "${shells[1]}" "$(listed PPID fib)"
claim 'fib and reverse have the same PPID: this shell' "${shells[1]}" "$(listed PPID reverse)"
say "$show_pipes draws the jobs of this terminal: a child below its parent, a pipe below the process that" \
  'writes into it, and how full the pipe is. The numbers beside the arrows are descriptors: 1 is the' \
  'standard output, 0 the standard input. fib and its worker have the write end of one pipe, and reverse' \
  'has its read end. The three dots stand for a pipe that is already drawn. (Exercise 3 explains the pipe' \
  'from fib to its worker.)'
run "$show_pipes"
claim_drawn 'fib and its worker can write into the pipe from which reverse reads' \
  "1 ▶ .* 0 of [0-9]+ KiB ▶ 0 reverse $reverse_pid" "1 ▶ … ▶ 0 reverse $reverse_pid"
say_wait fib-worker
run 'wait $!'

title 'Two processes at the same end'

say 'Reader and writer use different ends. Here two children write into the same end, each four thousand' \
  'long lines of one letter. grep counts the lines that have other letters, too.'
run 'letters() { printf "%9999s\n" {1..4000} | tr " 0-9" "$1"; }'
ask 'Will some lines have both letters?'
run '{ letters a & letters b & wait; } | grep -Evc "^(a+|b+)$"'
((output > 0)) || fail 'mixed lines' 'some' "$output"
ok 'the data of the two is mixed'
say 'One after the other, they do not mix. (Part V shows a writer that never mixes lines.)'
run '{ letters a; letters b; } | grep -Evc "^(a+|b+)$"' 1
expect 'the number of mixed lines' 0 "$output"

title 'Exercise 3: two-way ordinary pipe'

say 'One round trip: the phrase goes to a worker child, and comes back reversed.'
run "echo 'Never odd, Noël' | reverse -i -n 1"
expect 'the phrase reversed' 'phrase ("end" to stop): lëoN ,ddo reveN' "$output"
say 'Now you are the user, and "end" ends the conversation. The first half of the line writes the PID of' \
  'reverse to a file, for the second terminal.'
type_command '(echo $BASHPID >pid; exec reverse -v)'
see '("end" to stop): '
answer 'Hello, Kitty!'
see '!yttiK ,olleH'$'\n'
see $'\n''phrase ("end" to stop): '
parent=$(<pid)
ask 'How many pipes are there between reverse and its worker?'
in_terminal 2
run "$show_pipes \$(cat pid)"
say "A pipe has one direction, so this two-way communication takes two pipes. (Pipe() of Python makes a" \
  'pair of sockets instead.) Phrases go to descriptor 0 of the worker, and come back from 1. A third pipe, at' \
  '3, carries no data: it is a lifeline. When the parent ends, in any way, the worker finds the end of this' \
  'pipe, and ends, too.'
expect 'the PID of reverse' "$parent" "$(drawn reverse)"
worker=$(drawn reverse-worker)
claim_drawn 'reverse-worker is the child of reverse' "└─ reverse-worker $worker  .*"
claim_drawn 'one pipe leads to the worker, one comes from it, and one is the lifeline' \
  "[0-9]+ ▶ .* 0 of [0-9]+ KiB ▶ 0 reverse-worker $worker" \
  "1 ▶ .* 0 of [0-9]+ KiB ▶ [0-9]+ reverse $parent" \
  "[0-9]+ ▶ .* 0 of [0-9]+ KiB ▶ 3 reverse-worker $worker"
in_terminal 1
answer 'Was it a cat I saw?'
see $'?was I tac a ti saW\nphrase'
say 'At the end, the parent closes its ends of the pipes. The worker finds the end of its input, and ends.'
ask 'Which process ends first, the parent or the worker?'
answer end
await_prompt
claim 'the worker has ended, and then its parent' \
  "reverse[$parent]: <- [$worker] exit 0" "${output##*'stop): '}"
suggest 'Now yours: write it in any language. check.sh holds a conversation with it, and checks what goes through the pipes:' \
  "$check 3 -- python3 mine.py"

title 'An end that is left open'

say 'A reader finds the end of its input when all write ends are closed. The sleep has inherited one.'
start '{ echo hello; sleep 1000 & echo $! >pid; } | cat'
see hello
ask 'echo has ended. What does cat wait for?'
run "$show_pipes"
claim_drawn 'only sleep has the write end' "1 ▶ .* 0 of [0-9]+ KiB ▶ 0 cat $job" \
  "cat $job waits to read from 0, and only sleep .*"
say 'This is the usual reason why a conversation does not end. So each process closes the ends that it does not use.'
run 'kill $(cat pid)'
run 'wait $!'
