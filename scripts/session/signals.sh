#!/usr/bin/env bash
# Usage: scripts/session/signals.sh [--quick]
#
# Play part III of the session, signals: a loop that is killed and interrupted, a handler
# that prints a smiley, waiting without using the processor, and exercise 2, the exchange
# of signals. It checks everything that it shows.
#
#   --quick   sleep for a shorter time
#   --help    show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stage.sh
source "$(dirname "$(realpath "$0")")/stage.sh"
begin "$@"
smile=4 spin=100 delay=
! $quick || smile=2 spin=20 delay=' -d 0.2'

# has_used PID TICKS reports whether a process has used the processor for TICKS.
has_used() { (($(ticks "$1") >= $2)); }

# ticks PID prints utime plus stime (proc_pid_stat(5)), in hundredths of a second.
ticks() {
  local fields
  read -ra fields <"/proc/$1/stat"
  echo $((fields[13] + fields[14]))
}

# is_loop PID reports whether the loop has begun. Before that, its process runs setsid,
# env and another bash.
is_loop() { [[ $(ps -p "$1" -o args=) == 'bash -c while :; do :; done' ]]; }

start_loop() {
  start "bash -c 'while :; do :; done'"
  wait_until 'the loop has begun' is_loop "$job"
  wait_until 'the loop uses the processor' has_used "$job" 1
}

# end_loop SIGNAL STATUS ends the loop by SIGNAL. The loop must then have the status
# STATUS.
end_loop() {
  local status=0
  prompt "kill -s $1 $job"
  # Otherwise bash reports the killed job on standard error.
  { kill -s "$1" "$job" && wait "$job"; } 2>/dev/null || status=$?
  printf '%s\n' "$ wait $job" "$ echo \$?" "$status"
  expect "128 + $(kill -l "$1"): ended by SIG$1" "$2" "$status"
}

smiles() { grep -Fxc :~: "${outputs[job]}" || :; }
has_smiled() { [[ $(smiles) == "$1" ]]; }

title 'Signals: a process that does nothing, in a loop'

say 'It runs (R) and never ends on its own. No process can catch or ignore SIGKILL.'
start_loop
run "ps -p $job -o pid,ppid,stat,comm,args"
state=$(listed STAT bash)
expect 'it is running' R "${state:0:1}"
end_loop KILL 137

say 'Ctrl-C sends SIGINT. A process may catch it; by default the process ends (signal(7)).'
start_loop
end_loop INT 130

title 'A handler that smiles'

say 'sigpair --catch INT intercepts SIGINT, prints a smiley and continues.'
start "sigpair -v --catch INT --delay $smile"
wait_until 'the worker sleeps' wrote ': sleep '
for count in 1 2; do
  prompt "kill -s INT $job"
  kill -s INT "$job"
  wait_until "smiley $count" has_smiled "$count"
  show "$job"
done
run "ps -s $job -o pid,ppid,stat,comm,args"
worker=$(listed PID sigpair-worker)
expect 'sigpair has survived, and so has its child' "$(listed PID sigpair)" "$(listed PPID sigpair-worker)"
say 'It ends when its worker sends the signal that it waits for.'
finish "$job"
expect_lines "child $worker sent SIGUSR1 and was killed by SIGKILL"

title 'Waiting without using the processor'

# A process in pause(2), or in any other call that waits, stays off the processor until
# the awaited event. The loop never leaves the processor.
say 'The loop spins, sigpair waits. The numbers are the time that each has used the processor,' \
  'in its program and in the system, in hundredths of a second.'
start 'sigpair -v --delay 60'
waiting=$job
wait_until 'the worker sleeps' wrote ': sleep '
before=$(ticks "$waiting")
start_loop
wait_until 'the loop has had its time' has_used "$job" "$spin"
run "cut -d ' ' -f 1,2,14,15 /proc/$job/stat /proc/$waiting/stat"
used=$(($(ticks "$waiting") - before))
# The kernel may count the end of sigpair's start late, as one more hundredth.
((used <= 1)) || fail "processor time of sigpair during $spin of the loop" '0 or 1' "$used"

say 'SIGINT ends both, since this sigpair does not catch it. The child of sigpair ends as well.'
end_loop INT 130
prompt "kill -s INT $waiting"
kill -s INT "$waiting"
finish "$waiting" 130

title 'Exercise 2: signal exchange'

# pids finds parent and child in the narration of the last finished job.
pids() {
  [[ $output =~ \[([0-9]+)\]:\ -\>\ \[([0-9]+)\]\ start ]] ||
    fail 'narration' 'PIDs of parent and child' "$output"
  parent=${BASH_REMATCH[1]} child=${BASH_REMATCH[2]}
}

say 'The child sleeps and sends SIGUSR1 to its parent, which waits for just that and kills the child.'
run "sigpair -v$delay"
pids
expect 'each signal has gone from one to the other' "\
sigpair[$child]: -> [$parent] SIGUSR1
sigpair[$parent]: <- [$child] SIGUSR1
sigpair[$parent]: -> [$child] SIGKILL
sigpair[$parent]: <- [$child] ended by SIGKILL
child $child sent SIGUSR1 and was killed by SIGKILL" "$(tail -n 5 <<<"$output")"

say "Any command can be the child: this one is a shell, which knows its parent as \$PPID." \
  'sigpair does not wait for its sleep 60.'
run "sigpair -v sh -c 'sleep 0.2; kill -USR1 \$PPID; sleep 60'"
pids
expect 'the same exchange' "\
sigpair[$parent]: <- [$child] SIGUSR1
sigpair[$parent]: -> [$child] SIGKILL
sigpair[$parent]: <- [$child] ended by SIGKILL" "$(tail -n 3 <<<"$output")"
say 'Both are gone: ps finds neither.'
run "ps -p $parent,$child -o pid,ppid,stat,comm,args" 1
