#!/usr/bin/env bash
# Usage: scripts/session/named-pipes.sh [--quick]
#
# Play part V of the session, named pipes between unrelated processes: which process waits
# for which, two pipelines that meet in a FIFO, a server that answers questions, a file
# sent through a FIFO, and a reader that leaves early. Then it shows how cat and head lose
# bytes in a FIFO, while fifo-writer and fifo-reader lose nothing. It checks everything
# that it shows.
#
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin "$@"
duration=5
! $quick || duration=1

title 'Named pipes: a pipe that has a name'

# An open of one end waits for an open of the other end (fifo(7)).
say 'A writer alone: it creates the FIFO, and waits for a reader. No byte has moved yet.'
start 'echo Hello, Kitty! | fifo-writer -v p'
writer=$job
wait_until 'the writer waits' wrote 'wait for a reader'
show "$writer"
run "ps -s $writer -o pid,ppid,stat,comm,args"
pid=$(listed PID fifo-writer) state=$(listed STAT fifo-writer)
expect 'fifo-writer sleeps (S)' S "${state:0:1}"
say 'The first letter is p, for a pipe. Its size is 0: the bytes in a pipe are never in a file.'
run 'ls -l p'
expect 'a FIFO for its owner only' prw------- "${output:0:10}"
say 'Now a reader. Both continue, and the writer ends when the reader has taken every byte.'
run 'fifo-reader p'
expect 'the bytes of the writer' 'Hello, Kitty!' "$output"
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

say 'Only its name connects them: their parents and process groups (PGID) differ.'
start 'fifo-reader p'
reader=$job
wait_until 'the reader runs' runs fifo-reader
start "fib --sleep $duration 30 | reverse | fifo-writer p"
writer=$job
wait_until 'all programs run' runs fib fib-worker reverse fifo-writer
run "ps -s $reader,$writer -o pid,ppid,pgid,stat,comm,args"
expect 'the pipeline of the writer is one process group' "$writer $writer $writer" \
  "$(listed PGID fib) $(listed PGID reverse) $(listed PGID fifo-writer)"
expect 'the reader is another' "$reader" "$(listed PGID fifo-reader)"
finish "$writer"
finish "$reader"
expect 'fib(0) to fib(30), reversed, at the other end' "$(fib 30 | reverse)" "$output"

title 'A server: questions in one FIFO, answers in another'

say 'reverse as a server: it does not use FIFOs itself, and the other two do not know its job.'
start 'fifo-reader questions | reverse | fifo-writer answers'
server=$job
start 'fifo-reader answers'
client=$job
wait_until 'the server has its FIFO' test -p questions
# When the last writer leaves, the server reaches the end of its input. So this shell
# stays a writer between the questions. It opens the FIFO for both directions, which does
# not wait for the other end (fifo(7)).
prompt 'exec 3<>questions'
exec 3<>questions
run 'echo Was it a cat I saw >questions'
wait_until 'the answer' wrote 'was I tac a ti saW'
show "$client"
run "ps -s $server,$client -o pid,ppid,pgid,stat,comm,args"
run 'echo Do geese see God >questions'
wait_until 'the answer' wrote 'doG ees eseeg oD'
show "$client"
say 'The last writer leaves, and one process after another finds the end of its input.'
prompt 'exec 3>&-'
exec 3>&-
finish "$server"
finish "$client"
expect 'an answer to each question' $'was I tac a ti saW\ndoG ees eseeg oD' "$output"

title 'A file through a FIFO'

say 'cmp prints nothing if two files are the same.'
run "ln -s $(printf %q "$root/LICENSE") LICENSE"
start 'fifo-writer p <LICENSE'
run 'fifo-reader p >copy'
finish "$job"
run 'cmp LICENSE copy'

title 'A reader that leaves early'

# A write to a pipe without readers fails with EPIPE (pipe(7)). The bytes in the pipe
# stay unread.
say 'The reader takes 10 bytes and leaves. fifo-writer reports the unread bytes, and fails.'
start 'fib 1000 | fifo-writer p'
run 'head -c 10 p'
finish "$job" 1
[[ $output =~ ^'fifo-writer: p: the reader left'.*': '([0-9]+)' bytes written, '([0-9]+)' unread ' ]] ||
  fail 'the message of fifo-writer' 'the numbers of bytes written and unread' "$output"
expect 'the bytes written less those unread are the 10 that were read' \
  10 "$((BASH_REMATCH[1] - BASH_REMATCH[2]))"

say 'A FIFO stays until a process removes it.'
run 'rm p questions answers'

title 'Readers that come and go: --keep'

say 'With cat >p, the bytes that a leaving reader has not read are lost, and SIGPIPE kills the writer.'
run 'mkfifo -m 600 p'
# shellcheck disable=SC2016 # it is for the shell of the job
start 'fib 3000 | cat >p; echo "status of cat: ${PIPESTATUS[1]}"'
run 'head -c 12 p'
finish "$job"
expect 'SIGPIPE has ended cat' "status of cat: $((128 + $(kill -l PIPE)))" "$output"
say 'fifo-writer --keep continues with the next reader, at the very byte where the last one stopped.'
start 'fib 3000 | fifo-writer --keep p'
run 'head -c 12 p >parts'
run 'fifo-reader p >>parts'
finish "$job"
run 'fib 3000 | cmp - parts'

title 'Writers that come and go: --keep, --remove'

say 'cat ends with the first writer. The next writer waits for a reader that does not come.'
start 'cat p'
run 'echo one >p'
finish "$job"
run 'timeout 0.5 bash -c "echo two >p"' 124
say 'fifo-reader --keep waits for the next writer. With --remove, it removes the FIFO when it ends.'
start 'exec fifo-reader --keep --remove p'
run 'echo one | fifo-writer p'
run 'echo two | fifo-writer p'
wait_until 'both lines' wrote two
run "kill $job"
finish "$job" 143
expect 'the lines of both writers' $'one\ntwo' "$output"
expect 'no FIFO is left' absent "$([[ -e p ]] && echo there || echo absent)"

title 'Several writers: --lines'

# The kernel may mix a write of more than PIPE_BUF bytes with other writes (pipe(7)).
say 'Four writers of long lines, of one letter each. cat mixes them. (3>p keeps p open meanwhile.)'
cat >letters.sh <<'END'
#!/usr/bin/env bash
exec 3>p
for letter in a b c d; do
  for i in {1..50}; do printf "%10000s\n" "$i"; done | tr -c '\n' "$letter" | "$@" &
done
wait
END
chmod +x letters.sh
run 'cat letters.sh'
run 'mkfifo -m 600 p'
start 'grep -Evc "^(a+|b+|c+|d+)$" <p || :'
run './letters.sh bash -c "cat >p"'
finish "$job"
say 'grep has printed the number of mixed lines. fifo-writer --lines keeps lines of any length whole.'
start 'grep -Evc "^(a+|b+|c+|d+)$" <p || :'
run './letters.sh fifo-writer --lines p'
finish "$job"
expect 'no line is mixed' 0 "$output"

title 'A queue: --lines=N'

say 'head reads ahead: it prints one of five jobs, and the other four are lost.'
start 'seq 5 >p'
run 'head -n 1 p'
finish "$job"
run 'timeout 0.5 head -n 1 p' 124
say 'fifo-reader --lines=1 leaves in the pipe each line that it has not printed.'
start 'seq 5 | fifo-writer --keep p'
run 'fifo-reader --lines=1 p'
run 'fifo-reader --lines=1 p >/dev/full' 1
run 'fifo-reader --lines=4 p'
expect 'no job is lost' $'2\n3\n4\n5' "$output"
finish "$job"
say 'Three workers share such a queue, each in its own loop:'
run "seq 6 | $(printf %q "$root/scripts/job-queue.sh") -j 3 echo worked on"
expect 'each job is done' 6 "$(grep -c 'worked on [1-6]$' <<<"$output")"

title 'Progress, and files that are not FIFOs'

say 'cat shows no progress. fifo-writer --progress does, on standard error.'
run 'fib 20000 >numbers'
start 'fifo-reader p | cksum'
run 'fifo-writer --progress p <numbers'
[[ $output == *100.00%* ]] || fail 'the progress' '100.00%' "$output"
finish "$job"
expect 'the bytes are the same' "$(cksum <numbers)" "$output"
say 'Where there is no FIFO, > overwrites or creates a file. fifo-writer does neither.'
run 'cp LICENSE notes; echo hello >notes; wc -l notes'
run 'echo hello | fifo-writer LICENSE' 1
expect_lines 'fifo-writer: LICENSE: not a FIFO'
run 'cmp LICENSE copy'
say 'Its FIFO is for its owner only, unless --mode allows more; with mkfifo, the umask decides.'
run 'umask 022; mkfifo theirs; fifo-reader --timeout 0.1 ours' 124
run 'ls -l ours theirs'
expect 'no other user may read it' prw------- "${output:0:10}"
run 'rm ours theirs p'
