# shellcheck shell=bash disable=SC2034 # the scripts use some of the variables
# What all scripts share: their options, a temporary folder, the build of the programs,
# and an end that leaves no process and no file behind.

# printable TEXT prints TEXT with the control characters, and bytes that are no
# characters, escaped: to a terminal they could be commands.
printable() {
  local text=$1
  if [[ $text == *[![:print:]]* ]]; then
    printf -v text %q "$text" # $'...'
    text=${text#"$'"}
    text=${text%\'}
  fi
  printf %s "$text"
}

name=$(printable "$(basename "$0")")
root=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
programs=(fib reverse sigpair fifo-writer fifo-reader)
quick=false
job_signal=KILL # ends each job that still runs when the script ends

# read_options ARG... knows one option: --help prints the comment that opens the script.
read_options() {
  local option
  for option; do
    case $option in
      -h | --help)
        sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
        exit
        ;;
      -*) wrong_use "unrecognized option '$option'" ;;
      *) wrong_use "extra operand $option" ;;
    esac
  done
}

# other_option OPTION answers each OPTION of getopts that a script has no case for.
other_option() {
  case $1 in
    h) read_options --help ;;
    -) read_options "--$OPTARG" ;;
    :) wrong_use "option '-$OPTARG' needs an argument" ;;
    *) wrong_use "invalid option -- '$OPTARG'" ;;
  esac
}

wrong_use() {
  printf '%s\n' "$name: $(printable "$1")" "Try '$name --help' for more information." >&2
  exit 2
}

# fail REASON [EXPECTED SEEN] ends the script with a message.
fail() {
  if (($# == 1)); then
    printf '%s: %s\n' "$name" "$(printable "$1")"
  else
    # On a line of its own: the script may have shown a prompt last.
    printf '\n%s: %s\n  expected: %s\n  seen: %s\n' "$name" "$@"
  fi >&2
  exit 1
}

# begin ARG... reads --quick and --help, goes to a temporary folder, and builds.
begin() {
  local option
  for option; do
    case $option in
      --quick) quick=true ;;
      *) read_options "$option" ;;
    esac
  done
  make_workdir
  cd "$workdir" || exit
  exec </dev/null
  [[ -v IPCTOOLS_BUILT ]] || build_bin # session.sh builds once for all its parts
  PATH=$root/bin:$PATH
}

# make_workdir makes a temporary folder, which is removed however the script ends.
make_workdir() {
  # A signal may arrive while the EXIT trap runs, and the exit in the signal's trap cuts
  # the EXIT trap short. So each trap cleans up.
  trap clean_up EXIT
  trap 'clean_up; exit 129' HUP
  trap 'clean_up; exit 130' INT
  trap 'clean_up; exit 143' TERM
  workdir=$(mktemp -d)
}

clean_up() {
  end_jobs
  rm -rf "${workdir-}"
}

# end_jobs ends each job that still runs: first its leader, which could add to the
# process group, then the group. A job that has not made its group yet is alone.
end_jobs() {
  local running
  trap '' HUP INT TERM
  set +e
  for running in $(jobs -p); do
    kill -s "$job_signal" "$running"
    kill -s "$job_signal" -- "-$running"
    # wait could block here: bash may never return from it in a trap that interrupted
    # another wait, such as one for a job that the same signal ended.
    while kill -s 0 "$running"; do
      sleep 0.02
    done
  done 2>/dev/null
}

# attend COMMAND [ARG]... runs COMMAND and waits for it, ready for signals: bash runs a
# trap only after a foreground command has ended, but interrupts wait at once.
attend() {
  "$@" &
  wait $!
}

# build FOLDER [FLAG]... builds the five programs, and those behind scripts, into FOLDER.
# Without the C library they start faster, and run in an empty container.
build() {
  type -P go >/dev/null || {
    echo "$name: go: command not found, but needed to build the programs" >&2
    exit 127
  }
  attend setsid env CGO_ENABLED=0 GOTMPDIR="$workdir" \
    go -C "$root" build "${@:2}" -o "$1/" "${programs[@]/#/./}" ./scripts/observe/...
}

# build_bin builds into bin/, one script at a time: no program can be started while
# another build is writing it.
build_bin() {
  local lock_fd
  mkdir -p "$root/bin"
  exec {lock_fd}<"$root/bin"
  attend flock "$lock_fd"
  build "$root/bin"
  exec {lock_fd}<&-
}
