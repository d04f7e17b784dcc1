# shellcheck shell=bash disable=SC2034 # some variables are for the scenarios
# What the scenarios share: commands shown and run as at a terminal, checks that
# end the script where they fail, and nothing left behind however it ends.

name=$(basename "$0")
root=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
deadline=${IPCTOOLS_DEADLINE-20} # seconds after which nothing more is expected to happen

ending=KILL # what ends a job that is still running when the script ends
quick=false
job=                   # the last job that start has started
output=                # what the last finished job has written
commands=() outputs=() # of each job, by its PID: its text, the file that it writes,
unshown=()             # and a descriptor of that file, at the first byte not shown yet

# read_options ARG...: --help is the comment that opens the script.
read_options() {
  local option
  for option; do
    case $option in
      --quick) quick=true ;;
      -h | --help)
        sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
        exit
        ;;
      *) wrong_use "$option: no such option" ;;
    esac
  done
}

wrong_use() {
  printf '%s\n' "$name: $1" "Try '$name --help' for more information." >&2
  exit 2
}

# begin ARG...: reads the options, goes to a temporary folder, and builds.
begin() {
  read_options "$@"
  make_place
  cd "$place" || exit
  exec </dev/null
  [[ -v IPCTOOLS_BUILT ]] || build # session.sh has built once for all
  PATH=$root/bin:$PATH
}

# make_place makes a temporary folder, which is removed however the script ends.
make_place() {
  # A signal can also come when the script is about to clean up already. The exit
  # in its trap then cuts that short, so that each trap cleans up by itself.
  trap clean_up EXIT
  trap 'clean_up; exit 129' HUP
  trap 'clean_up; exit 130' INT
  trap 'clean_up; exit 143' TERM
  place=$(mktemp -d)
}

# build puts the five programs into bin/, as install.sh builds them: without the C
# library they start faster. One build at a time: what somebody else is building can't
# be run yet.
build() {
  type -P go >/dev/null || {
    echo "$name: go: command not found, and needed to build the programs" >&2
    exit 127
  }
  mkdir -p "$root/bin"
  CGO_ENABLED=0 GOTMPDIR=$place flock "$root/bin" \
    go -C "$root" build -o bin/ ./fib ./reverse ./sigpair ./fifo-writer ./fifo-reader
}

# end_jobs ends what is still running. It ends a job before its group, so that
# nobody is left to make the group grow. A job that has not come to make a group is
# alone.
end_jobs() {
  local left
  trap '' HUP INT TERM
  set +e
  for left in $(jobs -p); do
    kill -s "$ending" "$left"
    kill -s "$ending" -- "-$left"
    # Not by wait: in a trap that has interrupted another wait, as for a job that the
    # same signal has ended, bash can wait for ever.
    while kill -s 0 "$left"; do
      sleep 0.02
    done
  done 2>/dev/null
}

clean_up() {
  end_jobs
  rm -rf "${place-}"
}

title() { printf '\n== %s ==\n' "$1"; }

# say LINE...: tells what to look at.
say() {
  echo
  printf '# %s\n' "$@"
}

prompt() { printf '$ %s\n' "$1"; }

# launch COMMAND: starts COMMAND as a shell at a terminal starts a job: in a
# process group of its own, by which all of it can be found and ended, here even
# in a session of its own, setsid(2), as if it had a terminal to itself. A shell
# without job control starts what is in the background with SIGINT and SIGQUIT
# ignored, as POSIX wants it, and what is ignored stays so through execve(2); env
# undoes that. (set -m would do all this, but also take over the terminal.)
launch() {
  local file=output.${#commands[@]} descriptor
  : >"$file"
  setsid env --default-signal bash -c "$1" >>"$file" 2>&1 &
  job=$!
  exec {descriptor}<"$file"
  commands[job]=$1 outputs[job]=$file unshown[job]=$descriptor
}

# show JOB: prints what JOB has written since the last time.
show() { cat <&"${unshown[$1]}"; }

# await JOB STATUS: shows what JOB writes until it ends, which it must with STATUS
# and without leaving a process.
await() {
  local status=0 descriptor=${unshown[$1]} end=$((SECONDS + deadline))
  while kill -s 0 "$1" 2>/dev/null; do
    show "$1"
    ((SECONDS < end)) || fail "${commands[$1]}" "an end within $deadline s" "$(ps -s "$1" -o pid,stat,args)"
    sleep 0.02
  done
  wait "$1" || status=$?
  show "$1"
  exec {descriptor}<&-
  output=$(<"${outputs[$1]}")
  ((status == $2)) || fail "status of ${commands[$1]}" "$2" "$status"
  ((status == 0)) || printf '%s\n' "$ echo \$?" "$status"
  wait_until "${commands[$1]} has left no process" is_gone "$1"
}

is_gone() { ! ps -s "$1" >/dev/null; }

# run COMMAND [STATUS]
run() {
  local job
  prompt "$1"
  launch "$1"
  await "$job" "${2-0}"
}

# start COMMAND: runs COMMAND in the background.
start() {
  prompt "$1 &"
  launch "$1"
  echo "[$(jobs -p | wc -l)] $job"
}

# finish JOB [STATUS]: waits for what start has started.
finish() {
  prompt "wait $1"
  await "$1" "${2-0}"
}

# fail WHAT EXPECTED SEEN, on a line of its own: what was shown last may be a prompt.
fail() {
  printf '\n%s: %s\n  expected: %s\n  seen: %s\n' "$name" "$1" "$2" "$3" >&2
  exit 1
}

# expect WHAT EXPECTED SEEN
expect() {
  [[ $2 == "$3" ]] || fail "$@"
  echo "ok: $1"
}

# expect_lines LINE...: the last finished job has written each LINE.
expect_lines() {
  local line
  for line; do
    grep -Fxq -e "$line" <<<"$output" || fail 'what it has written' "the line $line" "$output"
  done
}

# wait_until WHAT CONDITION [ARG]...
wait_until() {
  local end=$((SECONDS + deadline))
  until "${@:2}"; do
    ((SECONDS < end)) || fail "$1" "within $deadline s" "not by then (${*:2})"
    sleep 0.02
  done
}

# wrote TEXT: whether the last started job has written TEXT.
wrote() { grep -Fq -e "$1" "${outputs[job]}"; }

# runs NAME...: whether the last started job has come to run each NAME.
runs() {
  local name names
  names=$(ps -s "$job" -o comm=)
  for name; do
    grep -Fxq -e "$name" <<<"$names" || return
  done
}

# listed COLUMN NAME: what the ps that run has just shown has in COLUMN for the
# process called NAME.
listed() {
  awk -v column="$1" -v name="$2" '
    NR == 1 { for (i = NF; i > 0; i--) at[$i] = i } # the first COMMAND is comm
    $at["COMMAND"] == name { print $at[column] }' <<<"$output"
}
