# shellcheck shell=bash disable=SC2034 # the parts use some of the variables
# The parts of the session source this file. It shows and runs commands as a terminal
# does, and ends the script at the first check that fails.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../lib.sh"

timeout=${IPCTOOLS_TIMEOUT-20} # seconds to wait for an event, before the script fails
job=                           # the last job that start has started
output=                        # the whole output of the last finished job

# For each job, by its PID: the command, the file with its output, and a descriptor of
# that file, at the first byte that has not been shown yet.
commands=() outputs=() unshown_fds=()

title() { printf '\n== %s ==\n' "$1"; }

# say LINE... explains the next command.
say() {
  echo
  printf '# %s\n' "$@"
}

prompt() { printf '$ %s\n' "$1"; }

# launch COMMAND starts COMMAND in its own session (setsid(2)), so that all of its
# processes can be found and ended. A shell without job control starts background jobs
# with SIGINT and SIGQUIT ignored, as POSIX demands, and execve(2) preserves that. So env
# resets it. (set -m would do both, but would also take over the terminal.)
launch() {
  local output_file=output.${#commands[@]} unshown_fd
  : >"$output_file"
  setsid env --default-signal bash -c "$1" >>"$output_file" 2>&1 &
  job=$!
  exec {unshown_fd}<"$output_file"
  commands[job]=$1 outputs[job]=$output_file unshown_fds[job]=$unshown_fd
}

# show JOB prints the output of JOB that has not been shown yet.
show() { cat <&"${unshown_fds[$1]}"; }

# await JOB STATUS shows the output of JOB until JOB ends. JOB must end with STATUS and
# leave no process.
await() {
  local status=0 unshown_fd=${unshown_fds[$1]} end=$((SECONDS + timeout))
  while kill -s 0 "$1" 2>/dev/null; do
    show "$1"
    ((SECONDS < end)) ||
      fail "${commands[$1]}" "an end within $timeout s" "$(ps -s "$1" -o pid,stat,args)"
    sleep 0.02
  done
  wait "$1" || status=$?
  show "$1"
  exec {unshown_fd}<&-
  output=$(<"${outputs[$1]}")
  ((status == $2)) || fail "status of ${commands[$1]}" "$2" "$status"
  ((status == 0)) || printf '%s\n' "$ echo \$?" "$status"
  wait_until "${commands[$1]} has left no process" is_gone "$1"
}

# is_gone SESSION reports whether no process of SESSION runs. A zombie counts as gone:
# init may take seconds to reap it.
is_gone() { ! grep -q '^[^Z]' <<<"$(ps -s "$1" -o stat=)"; }

# run COMMAND [STATUS] runs COMMAND, which must end with STATUS (0).
run() {
  local job
  prompt "$1"
  launch "$1"
  await "$job" "${2-0}"
}

# start COMMAND runs COMMAND in the background.
start() {
  prompt "$1 &"
  launch "$1"
  echo "[$(jobs -p | wc -l)] $job"
}

# finish JOB [STATUS] waits for JOB, which start has started. It must end with STATUS (0).
finish() {
  prompt "wait $1"
  await "$1" "${2-0}"
}

# expect WHAT EXPECTED SEEN compares two texts.
expect() {
  [[ $2 == "$3" ]] || fail "$@"
  echo "ok: $1"
}

# expect_lines LINE... checks that the last finished job has written each LINE.
expect_lines() {
  local line
  for line; do
    grep -Fxq -e "$line" <<<"$output" || fail 'output' "the line $line" "$output"
  done
}

# wait_until WHAT CONDITION [ARG]... waits until CONDITION, a command, succeeds.
wait_until() {
  local end=$((SECONDS + timeout))
  until "${@:2}"; do
    ((SECONDS < end)) || fail "$1" "within $timeout s" "not by then (${*:2})"
    sleep 0.02
  done
}

# wrote TEXT reports whether the last started job has written TEXT.
wrote() { grep -Fq -e "$1" "${outputs[job]}"; }

# runs NAME... reports whether processes with each NAME run in the last started job.
runs() {
  local program running
  running=$(ps -s "$job" -o comm=)
  for program; do
    grep -Fxq -e "$program" <<<"$running" || return
  done
}

# listed COLUMN NAME prints COLUMN of the process NAME, taken from the last output of ps.
listed() {
  awk -v wanted="$1" -v name="$2" -f "$root/scripts/session/listed.awk" <<<"$output"
}
