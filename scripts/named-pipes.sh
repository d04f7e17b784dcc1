#!/usr/bin/env bash
# Usage: scripts/named-pipes.sh [--quick]
#
# Section V of the session, named pipes between unrelated processes: who waits for
# whom, two pipelines that meet in one, a server that answers questions, a file
# sent through, and a reader that leaves early. What it shows it also checks.
#
#   --quick   sleep for less long
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"
begin "$@"
sleep=5
! $quick || sleep=1

title 'Named pipes: a pipe that has a name'

# Opening one end waits for the other end to be opened, fifo(7).
say 'A writer alone: it creates the FIFO, and waits for a reader. Nothing has gone anywhere.'
start 'echo Hello, Kitty! | fifo-writer -v p'
writer=$job
wait_until 'the writer waits' wrote 'wait for a reader'
show "$writer"
run "ps -s $writer -o pid,ppid,stat,comm,args"
pid=$(listed PID fifo-writer) state=$(listed STAT fifo-writer)
expect 'fifo-writer sleeps (S)' S "${state:0:1}"
say 'The first letter is p, for a pipe. Its size is 0: what is in a pipe is never in a file.'
run 'ls -l p'
expect 'a FIFO for its owner alone' prw------- "${output:0:10}"
say 'Now a reader. Both go on, and the writer ends when every byte has been taken.'
run 'fifo-reader p'
expect 'what the writer has sent' 'Hello, Kitty!' "$output"
finish "$writer"
expect_lines "fifo-writer[$pid]: p: every byte has been taken"

say 'A reader alone waits as well. It ends when the last writer has left.'
start 'fifo-reader -v p'
reader=$job
wait_until 'the reader waits' wrote 'wait for a writer'
show "$reader"
run "ps -s $reader -o pid,ppid,stat,comm,args"
pid=$(listed PID fifo-reader) state=$(listed STAT fifo-reader)
expect 'fifo-reader sleeps (S)' S "${state:0:1}"
run 'echo Hello again! | fifo-writer p'
finish "$reader"
expect_lines 'Hello again!' "fifo-reader[$pid]: p: the last writer has left after 13 bytes"

title 'Two pipelines that meet in a FIFO'

say 'Its name alone connects them: other parents, other process groups (PGID).'
start 'fifo-reader p'
reader=$job
wait_until 'the reader runs' runs fifo-reader
start "fib --sleep $sleep 30 | reverse | fifo-writer p"
writer=$job
wait_until 'all programs run' runs fib fib-worker reverse fifo-writer
run "ps -s $reader,$writer -o pid,ppid,pgid,stat,comm,args"
expect 'the writer and what feeds it are one process group' "$writer $writer $writer" \
  "$(listed PGID fib) $(listed PGID reverse) $(listed PGID fifo-writer)"
expect 'the reader is another' "$reader" "$(listed PGID fifo-reader)"
finish "$writer"
finish "$reader"
expect 'fib(0) to fib(30), reversed, at the other end' "$(fib 30 | reverse)" "$output"

title 'A server: questions in one FIFO, answers in another'

say 'reverse as a server: it knows nothing of FIFOs, nor the other two of what it does.'
start 'fifo-reader questions | reverse | fifo-writer answers'
server=$job
start 'fifo-reader answers'
client=$job
wait_until 'the server has its FIFO' test -p questions
# When the last writer leaves, the server is at the end of its input. This shell
# stays a writer between the questions. Opened for reading as well, a FIFO does
# not make it wait for the other end, fifo(7).
prompt 'exec 3<>questions'
exec 3<>questions
run 'echo Was it a cat I saw >questions'
wait_until 'the answer' wrote 'was I tac a ti saW'
show "$client"
run "ps -s $server,$client -o pid,ppid,pgid,stat,comm,args"
run 'echo Do geese see God >questions'
wait_until 'the answer' wrote 'doG ees eseeg oD'
show "$client"
say 'The last writer hangs up, and each process finds the end of its input after the other.'
prompt 'exec 3>&-'
exec 3>&-
finish "$server"
finish "$client"
expect 'an answer to each question' $'was I tac a ti saW\ndoG ees eseeg oD' "$output"

title 'A file through a FIFO'

say 'cmp says nothing about two files that are the same.'
run "ln -s $(printf %q "$root/LICENSE") LICENSE"
start 'fifo-writer p <LICENSE'
run 'fifo-reader p >copy'
finish "$job"
run 'cmp LICENSE copy'

title 'A reader that leaves early'

# A write to a pipe without readers fails with EPIPE, pipe(7), and nobody will read
# what is in the pipe by then.
say 'The reader takes 10 bytes and leaves. fifo-writer tells how many it has not read, and fails.'
start 'fib 1000 | fifo-writer p'
run 'head -c 10 p'
finish "$job" 1
[[ $output =~ ^'fifo-writer: p: the reader left'.*': '([0-9]+)' bytes written, '([0-9]+)' of them unread'$ ]] ||
  fail 'the message of fifo-writer' 'how many bytes were written, and how many of them not read' "$output"
expect 'the bytes written but for those unread are the 10 that were read' \
  10 "$((BASH_REMATCH[1] - BASH_REMATCH[2]))"

say 'A FIFO stays until somebody removes it.'
run 'rm p questions answers'
