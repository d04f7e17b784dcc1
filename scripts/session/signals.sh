#!/usr/bin/env bash
# Usage: scripts/session/signals.sh [--step] [--quick]
#
# Play part III of the session, signals: a loop that is killed and interrupted, a handler
# that prints a smiley, waiting without using the processor, and exercise 2, the exchange
# of signals. It checks everything that it shows.
#
#   --step    wait for a key before each command, and ask questions
#   --quick   sleep for a shorter time
#   --help    show this help and exit

# shellcheck disable=SC2016 # the shells of the terminals expand the commands
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin_part 'III. Signals' '20-30 minutes' "$@"
delay=5 idle=2
! $quick || delay=0.5 idle=1

# run_script COMMAND types COMMAND, a script that shows its PID.
run_script() {
  type_command "$1"
  see $'\n'
  job=${output%$'\n'}
}

# has_used PID SECONDS reports whether a process has used the processor for SECONDS. The
# fields are utime and stime, in hundredths of a second (proc_pid_stat(5)).
has_used() {
  local fields
  read -ra fields <"/proc/$1/stat"
  ((fields[13] + fields[14] >= 100 * $2))
}

title 'The list of signals'

say 'A signal tells a process that something has happened. The communication is asynchronous: a signal' \
  'can come at any time, and the receiver does not have to wait for it. Each signal has a name and a number.'
run 'kill -l | head -n 4'
say_manual 7 signal 'The default action of most signals ends the process. SIGTERM asks it to end, and it' \
  'may clean up first. SIGKILL ends it at once. SIGINT is what Ctrl-C sends. SIGUSR1 and SIGUSR2 are' \
  'free for your programs.'

title 'A process that does nothing, in a loop'

run "cat >loop.sh <<'END'"'
#!/usr/bin/env bash
echo $$ >pid; echo $$
while :; do :; done
END'
run_script 'bash loop.sh'
say 'It has written its PID to the file pid. ps a lists the processes of all terminals: look for this PID.'
in_terminal 2
run 'ps a | grep -e PID -e loop.sh'
state=$(listed STAT bash "$job")
claim 'the loop runs (R)' R "${state:0:1}"
say 'The shell puts the PID in the place of $(cat pid). No process can catch or ignore SIGKILL.'
run 'kill -s SIGKILL $(cat pid)'
in_terminal 1
see Killed
await_prompt 137
show_status 137
say 'A shell shows the status 128 + n after signal n, and SIGKILL is 9. Now SIGINT, which is 2.'
run_script 'bash loop.sh'
in_terminal 2
run 'kill -s SIGINT $(cat pid)'
in_terminal 1
await_prompt 130
show_status 130
say 'Ctrl-C (shown as ^C) makes the terminal send the same signal.'
run_script 'bash loop.sh'
press_ctrl_c
await_prompt 130
show_status 130
say 'kill without a signal sends SIGTERM. $! is the PID of the last job in the background.'
start 'bash loop.sh >/dev/null'
run 'kill $!'
run 'wait $!' 143
claim '143 is 128 + the number of SIGTERM' 143 "$((128 + $(kill -l TERM)))"
say 'You may send signals to processes of your own user, and root to all (kill(2)).' \
  'A process must be alive to receive a signal. This one has ended:'
run 'kill $!' 1

title 'A handler that smiles'

say 'trap installs a handler: a function that runs when the signal comes. One handler may serve' \
  'several signals. It gets the name of the signal as its argument here.'
run "cat >smile.sh <<'END'"'
#!/usr/bin/env bash
handler() { echo ":~: SIG$1"; }
trap "handler INT" INT
trap "handler USR1" USR1
echo $$ >pid; echo $$
while :; do :; done
END'
run_script 'bash smile.sh'
ask 'Will Ctrl-C end this loop, too?'
press_ctrl_c
see ':~: SIGINT'
in_terminal 2
run 'kill -s SIGUSR1 $(cat pid)'
in_terminal 1
see ':~: SIGUSR1'
in_terminal 2
ask 'kill sends SIGTERM. Will the loop smile again?'
run 'kill $(cat pid)'
in_terminal 1
see Terminated
await_prompt 143
say 'trap can also ignore a signal (""), and restore its default action (-). Do not ignore signals such' \
  'as SIGTERM: users and the system end processes with it.'
run "cat >ignore.sh <<'END'"'
trap "" INT
kill -s INT $$
echo "SIGINT is ignored"
trap - INT
kill -s INT $$
echo "still here"
END'
ask 'Which lines does it print?'
run 'bash ignore.sh' 130
claim 'the script goes on only while it ignores SIGINT' 'SIGINT is ignored' "${output//$'\n'/}"
say 'No program can install a handler for SIGKILL:'
run 'sigpair --catch KILL' 2

title 'Waiting without using the processor'

say 'The loop above works while it waits. signal.pause() of Python suspends the process' \
  'until a signal comes, and so does sigpair. Compare STAT and TIME after a while.'
start 'sigpair --delay 1000'
waiting=$job
start 'bash loop.sh >/dev/null'
ask 'Which of the two will have used the processor?'
run "sleep $idle"
wait_until 'the loop has had its time' has_used "$job" 1
run 'ps -o pid,stat,time,args'
expect 'sigpair sleeps' S "$(listed STAT sigpair "$waiting" | head -c 1)"
expect 'the loop runs' R "$(listed STAT bash "$job" | head -c 1)"
claim 'sigpair has used no time' 00:00:00 "$(listed TIME sigpair "$waiting")"
[[ $(listed TIME bash "$job") != 00:00:00 ]] || fail 'TIME of the loop' 'one second or more' "$output"
say 'Neither of them catches SIGINT, so both end. %1 and %2 are the jobs [1] and [2].'
run 'kill -s INT %1 %2'
run 'wait $!' 130

title 'Exercise 2: signal exchange'

say 'sigpair starts a child. The child sleeps first, and then the two exchange signals. The sender reports a' \
  'signal with ->, the receiver with <-.'
ask 'Which process sends the first signal, and which one is ended by a signal?'
run "sigpair -v --delay $delay"
[[ $output =~ \[([0-9]+)\]:\ -\>\ \[([0-9]+)\]\ start ]] || fail 'the report' 'the PIDs of parent and child' "$output"
parent=${BASH_REMATCH[1]} child=${BASH_REMATCH[2]}
expect 'each signal has gone from one to the other' "\
sigpair[$child]: -> [$parent] SIGUSR1
sigpair[$parent]: <- [$child] SIGUSR1
sigpair[$parent]: -> [$child] SIGKILL
sigpair[$parent]: <- [$child] ended by SIGKILL
child $child sent SIGUSR1 and was killed by SIGKILL" "$(tail -n 5 <<<"$output")"
say 'Any command can be the child: this one is a shell, whose parent is $PPID.' \
  'sigpair does not wait for its sleep 60.'
run "sigpair -v bash -c 'echo \"I am \$\$\"; kill -s USR1 \$PPID; sleep 60'"
[[ $output =~ 'I am '([0-9]+) ]] || fail 'the output of the child' 'its PID' "$output"
child=${BASH_REMATCH[1]}
claim 'the child was killed' "<- [$child] ended by SIGKILL" "${output##*: }"
suggest 'Now yours: write it in any language. check.sh checks who signals whom, and sequence.sh draws it:' \
  "$check 2 -- python3 mine.py" \
  "$sequence -- python3 mine.py"
