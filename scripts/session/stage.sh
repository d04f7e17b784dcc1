# shellcheck shell=bash disable=SC2034 # the parts use some of the variables
# The parts of the session source this file. It types commands into the interactive shells
# of two terminals, shows what is typed and what appears, and ends the script at the first
# check that fails. At a terminal, all that is typed is bold.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=lesson.sh
source "$root/scripts/session/lesson.sh"
shopt -s extglob

timeout=${IPCTOOLS_TIMEOUT-20} # seconds to wait for an event, before the script fails
terminal=1                     # the terminal in use
job=                           # the PID that the last start has shown
output=                        # what the terminal has shown since the last command

job_queue=job-queue.sh show_pipes=show-pipes.sh sequence=sequence.sh check=check.sh session=session.sh
! $installed || job_queue=ipctools-job-queue show_pipes=ipctools-show-pipes \
  sequence=ipctools-sequence check=ipctools-check session=ipctools-session

# For each terminal: its shell, the descriptors to type and to read, and all that it has
# shown since the last command. Then the length of the text that this script has passed
# on, and where the line of the cursor begins, if other text has come after it.
shells=() keyboard_fds=() screen_fds=() screens=() shown=() cut=()
ordinals=('' first second)

width=76 # of a line of explanations
bold='' plain='' title_colour='' comment_colour='' ok_colour='' question_colour=''
if [[ -t 1 && ${TERM-dumb} != dumb ]]; then
  bold=$'\e[1m' plain=$'\e[m'
  if [[ -z ${NO_COLOR-} ]]; then # https://no-color.org
    title_colour=$'\e[1;36m' comment_colour=$'\e[36m' ok_colour=$'\e[32m' question_colour=$'\e[1;33m'
  fi
fi

# begin_part TITLE TIME ARG... reads the options ARG..., opens both terminals, and puts
# the programs on their PATH. TIME is what the session's text gives for this part.
begin_part() {
  local columns
  read_lesson "${@:3}"
  begin "${other_options[@]}"
  if [[ -t 1 ]] && columns=$(stty size </dev/tty | cut -d ' ' -f 2) && ((columns > 20 && columns < 80)); then
    width=$((columns - 4))
  fi
  open_terminals
  title "$1 ($2)"
  section='' # it is not the title of a section
  begin_lesson
  if [[ -v IPCTOOLS_PATH_SHOWN ]]; then # in an earlier part of the whole session
    type_path
  elif [[ -z $path_line ]]; then
    say 'Open two terminals in one empty folder.'
  else
    say 'Open two terminals in one empty folder. In both, type this line first:'
    run "$path_line"
    in_terminal 2
    run "$path_line"
    in_terminal 1
  fi
  skip
}

# open_terminals opens both terminals in an empty folder.
open_terminals() {
  local tool
  for tool in script ps pgrep; do
    type -P "$tool" >/dev/null || fail "$tool: command not found; it is in the package util-linux or procps"
  done
  mkdir "$workdir/terminals" "$workdir/empty"
  cd "$workdir/empty" || exit
  open_terminal 2
  open_terminal 1
}

# type_path types path_line into both terminals without showing it.
type_path() {
  for terminal in 2 1; do
    start_screen
    enter "$path_line"
    wait_until 'the prompt' has_prompt
  done
}

# open_terminal NUMBER starts an interactive bash in a terminal of 80 columns. Its prompt
# is the last exit status between two control characters; read_screen removes it.
open_terminal() {
  local keyboard=$workdir/terminals/keyboard$1 screen=$workdir/terminals/screen$1
  local keyboard_fd screen_fd
  terminal=$1
  start_screen
  mkfifo "$keyboard"
  : >"$screen"
  # Opening both ends does not wait (fifo(7)).
  exec {keyboard_fd}<>"$keyboard" {screen_fd}<"$screen"
  keyboard_fds[$1]=$keyboard_fd screen_fds[$1]=$screen_fd
  # A shell without job control starts background jobs with SIGINT ignored, as POSIX
  # demands, and execve(2) preserves that. So env resets it.
  (
    for descriptor in /proc/self/fd/*; do # a new terminal has no other descriptors
      descriptor=${descriptor##*/}
      ((descriptor < 3)) || exec {descriptor}>&-
    done
    HOME=$workdir SHELL=/bin/sh TERM=dumb PATH=$user_path \
      exec script -qfc 'exec env --default-signal bash' /dev/null
  ) <"$keyboard" &>"$screen" &
  enter 'stty -echo cols 80 rows 24; set +o emacs; PROMPT_COMMAND= PS2= PS1='"\$'\\x1e\$?\\x1f'; echo \$\$"
  wait_until 'the shell of a terminal' has_prompt
  read_screen
  [[ $output =~ ([0-9]+)$'\n'$ ]] || fail 'a new terminal' 'the PID of its shell' "$output"
  shells[$1]=${BASH_REMATCH[1]}
  start_screen
}

# clean_up takes the place of the function in lib.sh. All processes that a terminal has
# started are in the session of its shell (setsid(2)).
clean_up() {
  local shell signal
  trap '' HUP INT QUIT TERM
  set +e # each step is tried, whichever fails
  for signal in HUP KILL; do
    for shell in "${shells[@]}"; do
      ! pkill "-$signal" -s "$shell" || for _ in {1..50}; do
        # shellcheck disable=SC2009 # a zombie does not count
        ps -s "$shell" -o stat= | grep -q '^[^Z]' || break
        sleep 0.02
      done
    done
  done
  end_jobs
  rm -rf "${workdir-}"
  end_lesson
}

title() {
  show
  end_line
  end_skip "$1"
  printf '\n%s\n' "$title_colour== $1 ==${title_colour:+$plain}"
}

# say TEXT... explains the next command.
say() { comment "$comment_colour" "$*"; }

# suggest TEXT COMMAND... explains commands that are not typed here.
suggest() {
  local command
  say "$1"
  for command in "${@:2}"; do
    echo "$comment_colour#   $command${comment_colour:+$plain}"
  done
}

# comment COLOUR TEXT prints TEXT as comment lines of a shell.
comment() {
  show
  end_line
  echo
  fold -s -w "$width" <<<"$2" | sed "s/^/$1# /; s/ *\$/${1:+$plain}/"
}

# read_screen puts all that the terminal has shown since the last command into output,
# without prompts.
read_screen() {
  local LC_ALL=C text
  IFS= read -r -d '' -u "${screen_fds[terminal]}" text || : # read to the present end
  screens[terminal]+=${text//$'\r'/}
  text=${screens[terminal]//$'\x1e'+([0-9])$'\x1f'/}
  output=${text%%$'\x1e'*} # the rest of the prompt is still to come
}

# show passes on what the terminal has shown.
show() {
  local LC_ALL=C
  read_screen
  printf %s "${output:shown[terminal]}"
  shown[terminal]=${#output}
}

has_prompt() {
  read_screen
  [[ ${screens[terminal]} == *$'\x1e'+([0-9])$'\x1f'* ]]
}

start_screen() { screens[terminal]='' shown[terminal]=0 cut[terminal]='' output=''; }

# has_shown TEXT reports whether the terminal has shown TEXT since the last command.
has_shown() {
  read_screen
  [[ $output == *"$1"* ]]
}

# in_terminal NUMBER uses that terminal from now on.
in_terminal() {
  show
  end_line
  terminal=$1
  echo "$comment_colour# In the ${ordinals[$1]} terminal:${comment_colour:+$plain}"
  repeat_line
}

# end_line ends a last line that has no newline.
end_line() {
  local LC_ALL=C line=${output##*$'\n'}
  if [[ -n $line && -z ${cut[terminal]} ]]; then
    echo
    cut[terminal]=$((${#output} - ${#line}))
  fi
}

# repeat_line shows the line of the cursor again, if end_line has ended it.
repeat_line() {
  shown[terminal]=${cut[terminal]:-${shown[terminal]}}
  cut[terminal]=''
  show
}

# enter LINE types LINE, and nothing more.
enter() { printf '%s\n' "$1" >&"${keyboard_fds[terminal]}"; }

# type_command COMMAND types COMMAND at the prompt.
type_command() {
  show
  end_line
  printf '$ %s' "$bold${1//$'\n'/$'\n> '}$plain"
  await_key
  echo
  start_screen
  enter "$1"
}

# answer LINE types LINE for the program that runs.
answer() {
  repeat_line
  printf %s "$bold$1$plain"
  await_key
  echo
  enter "$1"
}

# press_ctrl_c makes the terminal send SIGINT to its foreground process group
# (termios(3)).
press_ctrl_c() {
  show
  end_line
  printf %s "$bold^C$plain"
  await_ctrl_c
  start_screen
  printf '\x03' >&"${keyboard_fds[terminal]}"
}

# see TEXT waits until the terminal shows TEXT.
see() {
  wait_until "the text $1" has_shown "$1"
  show
}

# await_prompt [STATUS] waits for the end of the command, which must have STATUS (0).
await_prompt() {
  local LC_ALL=C
  wait_until 'the end of the command' has_prompt
  show
  [[ ${screens[terminal]} =~ $'\x1e'([0-9]+)$'\x1f' ]]
  ((BASH_REMATCH[1] == ${1-0})) || fail 'status of the command' "${1-0}" "${BASH_REMATCH[1]}"
  # The notices of job control are not output of the command, nor is the message of a
  # program in the background that it has waited for a second.
  output=$(grep -v -e '^\[[0-9]*\][-+ ] ' -e '^fifo-[a-z]*: [a-z]*: waiting for a ' <<<"$output") || output=
}

# run COMMAND [STATUS] runs COMMAND, which must end with STATUS (0).
run() {
  type_command "$1"
  await_prompt "${2-0}"
  ((${2-0} == 0)) || show_status "$2"
}

# show_status STATUS types echo $?.
show_status() {
  local output_before=$output
  # shellcheck disable=SC2016 # the shell of the terminal expands it
  type_command 'echo $?'
  await_prompt
  expect "status $1" "$1" "$output"
  output=$output_before
}

# start COMMAND runs COMMAND in the background.
start() {
  run "$1 &"
  [[ $output =~ \[[0-9]+\]\ ([0-9]+) ]] || fail "$1 &" 'a job and its PID' "$output"
  job=${BASH_REMATCH[1]}
}

# expect WHAT EXPECTED SEEN compares two texts.
expect() { [[ $2 == "$3" ]] || fail "$@"; }

# claim TEXT EXPECTED SEEN compares two texts. If they are the same, TEXT is true.
claim() {
  expect "$@"
  ok "$1"
}

ok() { echo "${ok_colour}ok: $1${ok_colour:+$plain}"; }

# expect_lines LINE... checks that output has each LINE.
expect_lines() {
  local line
  for line; do
    grep -Fxq -e "$line" <<<"$output" || fail 'output' "the line $line" "$output"
  done
}

# drawn NAME prints the PID of process NAME in the last picture of show-pipes.sh.
drawn() { sed -En "s/^[│├└─ ]*$1 ([0-9]+)  .*/\\1/p" <<<"$output"; }

# claim_drawn TEXT PATTERN... checks that each PATTERN matches the end of a line of the
# last picture. If so, TEXT is true.
claim_drawn() {
  local pattern
  for pattern in "${@:2}"; do
    grep -Eq -e "(^|[│├└─ ])$pattern\$" <<<"$output" || fail "$1" "a line that ends with $pattern" "$output"
  done
  ok "$1"
}

is_asleep() { [[ $(ps -p "$1" -o stat=) == S* ]]; }

# wait_until WHAT CONDITION [ARG]... waits until CONDITION, a command, succeeds.
wait_until() {
  local end=$((SECONDS + timeout))
  until "${@:2}"; do
    ((SECONDS < end)) || fail "$1" "within $timeout s" "not by then: $output"
    pause
  done
}

# say_manual SECTION PAGE LINE... explains the page. It shows how the page begins if this
# machine has manual pages, and else where the page is on the web.
say_manual() {
  if man -w "$1" "$2" &>/dev/null; then
    say "${@:3}"
    run "man $1 $2 | head -n 5"
  else
    say "${@:3}" "Type man $1 $2, or read https://man7.org/linux/man-pages/man$1/$2.$1.html"
  fi
}

# listed COLUMN NAME [PID] prints COLUMN of the process NAME, taken from the last output
# of ps.
listed() {
  awk -v wanted="$1" -v name="$2" -v pid="${3-}" -f "$root/scripts/session/listed.awk" <<<"$output"
}
