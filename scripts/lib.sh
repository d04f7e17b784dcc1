# shellcheck shell=bash disable=SC2034 # the scripts use some of the variables
# All scripts source this file. It has the options that they share, makes a temporary
# folder, builds or finds the programs, and ends a script without leaving a process or a
# file.

# printable TEXT prints TEXT. It escapes control characters, and bytes that are not UTF-8,
# because they could be commands to a terminal.
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
user_path=$PATH
# An installed script has another name, and the programs are in a folder beside its own.
installed=false bin=$root/bin
if [[ $root == */share/ipctools ]]; then
  installed=true bin=${root%/share/ipctools}/bin
elif [[ ! -w $root ]]; then # a clone that belongs to another user
  bin=${XDG_CACHE_HOME-${HOME-}/.cache}/ipctools/bin
fi
quick=false
unbuilt_status=1 # of a script that can't build the programs
job_signal=KILL  # is sent to each job that still runs when the script ends

# read_options ARG... accepts only --help, which prints the comment that opens the script.
read_options() {
  local option
  for option; do
    case $option in
      -h | --help)
        show_help
        exit
        ;;
      -*) wrong_use "unrecognized option '$option'" ;;
      *) wrong_use "extra operand $option" ;;
    esac
  done
}

# show_help prints the comment that opens the script, with the name that a user types.
show_help() {
  local rename=
  ! $installed || rename='s|scripts/\([a-z-]*\)\.sh|ipctools-\1|g'
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0" | sed "$rename"
}

# other_option OPTION handles each OPTION of getopts for which a script has no case.
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
    # The message begins on a new line, because the last output may be a prompt.
    printf '\n%s: %s\n  expected: %s\n  seen: %s\n' "$name" "$@"
  fi >&2
  exit 1
}

# begin ARG... reads --quick and --help, changes to a temporary folder, and puts the
# programs on the PATH.
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
  use_programs
}

# make_workdir makes a temporary folder. It is removed when the script ends, even by a
# signal.
make_workdir() {
  # If a signal arrives while the EXIT trap runs, the exit in the signal's trap cuts the
  # EXIT trap short. So each trap cleans up.
  trap clean_up EXIT
  trap 'clean_up; exit 129' HUP
  trap 'clean_up; exit 130' INT
  trap 'clean_up; exit 131' QUIT # which bash ignores otherwise, but not its commands
  trap 'clean_up; exit 143' TERM
  workdir=$(mktemp -d)
}

clean_up() {
  set +e # each step is tried, whichever fails
  end_jobs
  rm -rf "${workdir-}"
}

# end_jobs ends each job that still runs: first its leader, which could start more
# processes, then its process group. A job that has no group yet is one process.
end_jobs() {
  local running
  trap '' HUP INT QUIT TERM
  set +e
  for running in $(jobs -p); do
    kill -s "$job_signal" "$running"
    kill -s "$job_signal" -- "-$running"
    # This trap may have interrupted a wait, for example for a job that the same signal
    # ended. In such a trap bash may never return from another wait.
    while kill -s 0 "$running"; do
      sleep 0.02
    done
  done 2>/dev/null
}

# attend COMMAND [ARG]... runs COMMAND and waits for it, ready for signals. Bash runs a
# trap only after a foreground command has ended, but a signal interrupts wait at once.
attend() {
  "$@" &
  wait $!
}

# use_programs puts the five programs on the PATH: those of this source tree, if Go can
# build them, else those that are installed. path_line is what a user types for the same.
use_programs() {
  local program
  path_line=
  # session.sh builds once for all its parts.
  if [[ ! -v IPCTOOLS_BUILT && -e $root/go.mod ]] && type -P go >/dev/null; then
    build_bin
  fi
  if [[ -d $bin && :$PATH: != *:$bin:* ]]; then
    path_line="PATH=$(printf %q "$bin"):\$PATH"
    PATH=$bin:$PATH
  fi
  $installed || path_line=${path_line:-PATH=\$PATH}:$(printf %q "$root/scripts")
  for program in "${programs[@]}"; do
    type -P "$program" >/dev/null || {
      echo "$name: $program: command not found; install Go to build it, or the package ipctools" >&2
      exit 127
    }
  done
}

# build FOLDER [FLAG]... builds the five programs, and those behind scripts, into FOLDER.
# Without the C library, they start faster, and run in an empty container.
build() {
  local vcs=()
  type -P go >/dev/null || {
    echo "$name: go: command not found; install Go to build the programs" >&2
    exit 127
  }
  # git may refuse to read a clone that belongs to another user, and then Go fails.
  [[ ! -e $root/.git ]] || git -C "$root" rev-parse &>/dev/null || vcs=(-buildvcs=false)
  attend setsid env CGO_ENABLED=0 GOTMPDIR="$workdir" \
    go -C "$root" build "${@:2}" "${vcs[@]}" -o "$1/" "${programs[@]/#/./}" ./scripts/observe/...
}

# build_bin builds into bin. Scripts build one after another, because a program can't be
# started while a build is writing it.
build_bin() {
  local lock_fd
  mkdir -p "$bin" 2>/dev/null || {
    echo "$name: can't build the programs into $(printable "$bin"): set XDG_CACHE_HOME to a folder that you may write" >&2
    exit "$unbuilt_status"
  }
  exec {lock_fd}<"$bin"
  attend flock "$lock_fd"
  [[ -x $bin/fib ]] || echo "$name: building the programs into $bin." \
    'The first time, this takes up to a minute, and longer if Go downloads modules.' >&2
  build "$bin"
  exec {lock_fd}<&-
}

# build_observer PROGRAM builds the program behind a script, unless bin has it and it is
# newer than its sources.
build_observer() {
  local program=$bin/$1 sources=("$root"/{internal,scripts/observe,go.mod,go.sum})
  if [[ ! -x $program || -n $(find "${sources[@]}" -newer "$program" -print -quit) ]]; then
    # A subshell, whose end removes the temporary folder.
    (
      make_workdir
      build_bin
      touch "$program" # which go build leaves alone if nothing has changed in it
    )
  fi
}
