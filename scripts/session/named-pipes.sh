#!/usr/bin/env bash
# Usage: scripts/session/named-pipes.sh [--step] [--quick]
#
# Play part V of the session, named pipes between unrelated processes: which process waits
# for which, a server that answers questions, and a reader that leaves early. Then it
# shows how cat and head lose bytes in a FIFO, while fifo-writer and fifo-reader lose
# nothing. It checks everything that it shows.
#
#   --step    wait for a key before each command, and ask questions
#   --quick   sleep for a shorter time
#   --help    show this help and exit

# shellcheck disable=SC2016 # the shells of the terminals expand the commands
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin_part 'V. Going further: named pipes' 'as long as you like' "$@"
wait_for_job='wait $!'

title 'A pipe that has a name'

say 'Processes that are not related can not inherit a pipe. They meet at a name: a FIFO, first in, first out.' \
  'fifo-reader creates the FIFO p, and waits for a writer.'
type_command 'fifo-reader -v p'
see 'wait for a writer'
say 'The first letter is p, for a pipe. The permissions decide who may open it. Its size is 0: the bytes in a pipe are in memory, never in the file.'
in_terminal 2
run 'ls -l p'
claim 'p is a FIFO for its owner only' prw------- "${output:0:10}"
duration=$(sleeping_time)
start "fib --sleep $duration 5 | fifo-writer -v p"
see 'a reader is there'
writer=$job
hurry "$duration" 2
say 'Reader and writer have different parents: the shells of two terminals.'
run 'ps a -o pid,ppid,stat,time,args | grep -e PPID -e fifo'
claim 'the PPID of fifo-writer is the second shell' "${shells[2]}" "$(listed PPID fifo-writer "$writer")"
say "$show_pipes p draws all processes that the FIFO connects, from both terminals."
run "$show_pipes p"
claim_drawn 'p connects fifo-writer with fifo-reader' \
  "[0-9]+ ▶ p .* 0 of [0-9]+ KiB ▶ [0-9]+ fifo-reader $(drawn fifo-reader)"
say_wait fib-worker
in_terminal 1
see "a writer is there"
[[ $output =~ 'fifo-reader['([0-9]+)']' ]]
reader=${BASH_REMATCH[1]}
expect 'the parent of fifo-reader' "${shells[1]}" "$(ps -p "$reader" -o ppid= | tr -d ' ')"
await_prompt
expect_lines 5 "fifo-reader[$reader]: p: the last writer has left after 12 bytes"
say 'The writer ends when the reader has taken every byte.'
in_terminal 2
see 'p: every byte has been taken'
run "$wait_for_job"

title 'A server: questions in one FIFO, answers in another'

say 'reverse as a server. It knows nothing of FIFOs, and the other two know nothing of its job.'
in_terminal 1
type_command 'fifo-reader -v questions | reverse | fifo-writer answers'
see 'wait for a writer'
say 'By itself, the server would end after the first echo, because its only writer leaves.' \
  'exec 3<>questions opens the FIFO in this shell, for reading and writing, so that it does not wait. While it' \
  'is open, there is always a writer.'
in_terminal 2
start 'fifo-reader answers'
run 'exec 3<>questions'
run 'echo Was it a cat I saw >questions'
see 'was I tac a ti saW'
run 'echo Do geese see God >questions'
see 'doG ees eseeg oD'
ask 'No echo runs now. Which process still has the write end of questions open?'
say 'The picture of the server, and the reason why it goes on waiting:'
run "$show_pipes questions"
claim_drawn 'the shell holds the write end of questions' \
  "3 ▶ questions .* 0 of [0-9]+ KiB ▶ 3 bash ${shells[2]}"
say 'exec 3>&- closes it. The last writer has left, and one process after another finds the end of its input.'
ask 'Which processes end when this shell closes its end?'
run 'exec 3>&-'
run "$wait_for_job"
in_terminal 1
await_prompt

title 'A reader that leaves early'

say 'head takes 12 bytes and leaves. cat gets SIGPIPE, and the bytes in the pipe are lost.'
run 'rm p; mkfifo -m 600 p'
start 'fib 3000 | cat >p'
run 'head -c 12 p'
run "$wait_for_job" 141
say 'fifo-writer fails, too, and reports how many bytes are unread.'
start 'fib 3000 | fifo-writer p'
run 'head -c 12 p'
see "unread (other writers' included)"
[[ $output =~ ': '([0-9]+)' bytes written, '([0-9]+)' unread ' ]] ||
  fail 'the message of fifo-writer' 'the numbers of bytes written and unread' "$output"
claim 'the bytes written, less those unread, are the 12 that were read' \
  12 "$((BASH_REMATCH[1] - BASH_REMATCH[2]))"
run "$wait_for_job" 1
say 'With --keep it waits for the next reader, and continues at the very byte where the last one stopped.' \
  'cmp prints nothing if both are the same.'
start 'fib 3000 | fifo-writer --keep p'
run 'head -c 12 p >parts'
run "$show_pipes p"
claim_drawn 'the bytes are kept until a reader comes' "fifo-writer $job  +waits for a reader of p"
run 'fifo-reader p >>parts'
run "$wait_for_job"
run 'fib 3000 | cmp - parts'

title 'Writers that come and go'

say 'Two writers, one after the other. (timeout ends the second after half a second: that is status 124.)'
ask 'The first writer leaves. What does cat do then, and what the second writer?'
start 'cat p'
run 'echo one >p'
see one
run "$wait_for_job"
run 'timeout 0.5 bash -c "echo two >p"' 124
say 'cat has ended with the first writer, and the second has waited for a reader that did not come.'
say 'fifo-reader --keep waits for the next writer. With --remove it removes the FIFO when it ends.'
start 'fifo-reader --keep --remove p'
run 'echo one | fifo-writer p'
see one
run 'echo two | fifo-writer p'
see two
run 'kill $!'
run "$wait_for_job" 143
run 'ls p' 2

title 'Several writers'

# The kernel may mix a write of more than PIPE_BUF bytes with other writes (pipe(7)).
say 'Two writers of long lines, each of one letter. cat mixes them. grep begins when the pipe is full' \
  'and both writers wait, and counts the mixed lines. (exec 3<>p, as above, so that the pipe always' \
  'has a writer, and grep sees one end only.)'
run 'letters() { printf "%9999s\n" {1..1000} | tr " 0-9" "$1"; }'
run "cat >mixed.sh <<'END'"'
mkfifo -m 600 p
exec 3<>p
"$@" <a & first=$!
"$@" <b & second=$!
sleep 0.5
grep -Evc "^(a+|b+)$" <p 3>&- &
wait $first $second
exec 3>&-
wait
rm p
END'
run 'letters a >a; letters b >b'
run 'bash mixed.sh bash -c "cat >p"'
((output > 0)) || fail 'the number of mixed lines' 'some' "$output"
say 'fifo-writer --lines keeps each line whole.'
run 'bash mixed.sh fifo-writer --lines p'
claim 'no line is mixed' 0 "$output"

title 'A queue'

say 'A queue of five jobs, and a worker that takes one of them:'
ask 'head takes one line. How many are left for the next head?'
run 'mkfifo -m 600 p'
start 'seq 5 >p'
run 'head -n 1 p'
run "$wait_for_job"
run 'timeout 0.5 head -n 1 p' 124
say 'The first head has read ahead: it has printed one job, and the other four are lost.'
say 'fifo-reader --lines=1 takes one line, and leaves the others to the next reader.'
start 'seq 5 | fifo-writer --keep p'
run 'fifo-reader --lines=1 p'
run 'fifo-reader --lines=4 p'
expect 'the other jobs' $'2\n3\n4\n5' "$output"
run "$wait_for_job"
say 'Three workers share such a queue, each in its own loop:'
run "seq 6 | $job_queue -j 3 echo worked on"
claim 'each job is done' 6 "$(grep -c 'worked on [1-6]$' <<<"$output")"

title 'Files that are not FIFOs'

say 'If p is not a FIFO, > overwrites or creates a file. fifo-writer does neither.'
run 'rm p; echo my notes >p'
run 'echo hello | fifo-writer p' 1
expect 'the message' 'fifo-writer: p: not a FIFO' "$output"
run 'cat p'
expect 'the file' 'my notes' "$output"
suggest 'Now yours: write a writer and a reader, in any language. check.sh checks that every byte arrives:' \
  "$check fifo --writer 'python3 writer.py' --reader 'python3 reader.py'"
