#!/usr/bin/env bash
# Usage: scripts/session/processes.sh [--step] [--quick]
#
# Play part II of the session, processes: two ways to make a process, what a child has of
# its parent, and exercise 1, a parent with a worker child. It checks everything that it
# shows.
#
#   --step    wait for a key before each command, and ask questions
#   --quick   sleep for a shorter time
#   --help    show this help and exit

# shellcheck disable=SC2016 # the shells of the terminals expand the commands
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin_part 'II. Processes' '30-40 minutes' "$@"

title 'Two ways to make a process'

say 'First way: a function. & runs it in a copy of this shell, and prints the PID of the copy.' \
  'The shell continues at once, like start() in Python. wait waits until the child has ended, like join().' \
  '$! is the PID of the last job in the background, $$ that of this shell, $BASHPID that of the copy.'
run 'greet() { echo "Hello, $1! I am $BASHPID, a child of $$."; }'
start 'greet Kitty'
see "Hello, Kitty! I am $job, a child of ${shells[1]}."
run 'wait $!'

say 'Second way: a program of its own. The copy of the shell loads it in place of the shell (exec).'
run "cat >greet.sh <<'END'"'
#!/usr/bin/env bash
echo "Hello, $1! I am $$, a child of $PPID."
END'
run 'chmod ug+x greet.sh'
ask 'Which process will be the parent of greet.sh? Its PID is already on the screen.'
start './greet.sh Kitty'
see "Hello, Kitty! I am $job, a child of ${shells[1]}."
run 'wait $!; echo "This shell is $$."'
claim 'the parent of both children is this shell' "This shell is ${shells[1]}." "$output"

title 'What a child has of its parent'

say 'A child has its own copy of the data.'
run 'n=1'
start '{ n=2; echo "child: $n"; }'
see 'child: 2'
ask 'Which value does the parent see?'
run 'wait $!; echo "parent: $n"'
claim 'the parent still has its own value' 'parent: 1' "$output"

say 'A child inherits the folder, the user, exported variables, and open descriptors, but not the PID.' \
  'exec 3>note opens the file note as descriptor 3 of this shell, and exec 3>&- closes it.'
run 'export NAME=Kitty; exec 3>note'
run "bash -c 'echo \"from the child of \$NAME\" >&3'"
run 'exec 3>&-; cat note'
claim 'the child has written through the descriptor of its parent' 'from the child of Kitty' "$output"

title 'Exercise 1: parent with worker child'

say 'fib(0) to fib(5). The worker child computes and writes them. The parent waits for it.'
run 'fib 5'
expect 'six numbers' $'0\n1\n1\n2\n3\n5' "$output"

duration=$(sleeping_time)
say "Now the worker sleeps first, for $duration seconds. With -v, fib reports what happens:" \
  '"fib[P]: -> [C] start" says that process P has started process C.'
ask 'Which of the two processes ends first?'
type_command "fib -v --sleep $duration 5"
began=${EPOCHREALTIME/[.,]/}
# The reports of two processes may come in either order.
see '] start'
see "sleep ${duration}s"
hurry "$duration" 1
[[ $output =~ 'fib['([0-9]+)']: -> ['([0-9]+)'] start' ]] ||
  fail 'the report of fib' 'the PIDs of parent and child' "$output"
parent=${BASH_REMATCH[1]} worker=${BASH_REMATCH[2]}
wait_until 'fib sleeps' is_asleep "$parent"
say 'ps ax lists all processes of the machine, and grep keeps some lines. PPID is the PID of the parent.' \
  'STAT: R runs or could run, S sleeps until something happens, T is stopped, Z has ended, and its' \
  'parent has not waited for it yet. More letters: s leads a session, l has several threads, + is in' \
  'the foreground of its terminal. TIME is how long the processor has worked for the process.'
in_terminal 2
ask 'Who is the parent of fib itself? And do both have an R in STAT, or an S?'
run 'ps ax -o pid,ppid,stat,time,args | grep -e PPID -e fib'
expect 'the PID of fib in ps' "$parent" "$(listed PID fib "$parent")"
expect 'the PID of fib-worker in ps' "$worker" "$(listed PID fib-worker "$worker")"
claim 'the PPID of fib-worker is the PID of fib' "$parent" "$(listed PPID fib-worker "$worker")"
claim 'the PPID of fib is the first shell' "${shells[1]}" "$(listed PPID fib "$parent")"
state=$(listed STAT fib "$parent")
claim 'fib sleeps (S) while it waits' S "${state:0:1}"
say_wait fib-worker
in_terminal 1
await_prompt
elapsed=$((${EPOCHREALTIME/[.,]/} - began))
expect_lines "fib[$worker]: write fib(0) to fib(5)"
claim 'fib has ended after its worker' "fib[$parent]: <- [$worker] exit 0" "${output##*$'\n'}"
((elapsed >= duration * 1000000)) || fail 'time that fib has waited' "$duration s" "$elapsed µs"

say 'An index is a whole number, 0 or more. fib refuses anything else, and prints no number.' \
  '$? is the exit status of the last command: 2 is wrong use.'
for operand in -5 1.5 five; do
  run "fib $operand >numbers" 2
done
run 'wc -c numbers'
expect 'the size of the file' '0 numbers' "$output"
suggest 'Now yours: write it in any language. check.sh checks who writes the numbers, and whether the parent waits:' \
  "$check 1 -- python3 mine.py" \
  'diff <(python3 mine.py 5) <(fib 5)'
