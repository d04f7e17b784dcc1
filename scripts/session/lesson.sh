# shellcheck shell=bash disable=SC2154 # stage.sh, which sources this file, has the variables
# The session as a lesson (--step), which waits for a key before each command, and asks
# questions. --from SECTION leaves out what comes before that section.

step=false
other_options=() # of the part, without those of the lesson
section=''       # the title of the present section
skip_to=''       # the title of the section with which the output begins
all_fd=          # the standard output, while it is left out
saved_mode=      # of the terminal, from stty -g
wakes=0          # in SECONDS: then the process that sleeps goes on
deadline=0       # in SECONDS: by then the next commands must be typed, because it sleeps
in_time=0        # the number of these commands

# read_lesson ARG... reads --step and --from=TITLE.
read_lesson() {
  local option
  for option; do
    case $option in
      --step) step=true ;;
      --from=*) skip_to=${option#--from=} ;;
      *) other_options+=("$option") ;;
    esac
  done
  ! $step || [[ -t 1 && -r /dev/tty ]] || wrong_use '--step needs a terminal'
}

begin_lesson() {
  $step || return 0
  timeout=$((timeout + 60)) # the session waits while processes sleep
  saved_mode=$(stty -g </dev/tty)
  stty -echo </dev/tty # for keys that are pressed too early
  say 'Guess what a command will show. Then press a key to run it, or q to end the session.'
}

# end_lesson restores the terminal, unless it has been closed.
end_lesson() { [[ -z $saved_mode ]] || stty "$saved_mode" 2>/dev/null </dev/tty; }

# leave ends the session, and prints the command that goes on with it.
leave() {
  local place
  if [[ -n $all_fd ]]; then
    exec >&"$all_fd"
    section=$skip_to
  fi
  printf -v place -- '--from %q' "$section"
  [[ -n $section ]] || place=$(basename "$0" .sh)
  printf '\n\nGo on with: %s --step %s\n' "$session" "$place"
  exit 130
}

# skip leaves out all that comes before the section skip_to, but for a note.
skip() {
  [[ -n $skip_to ]] || return 0
  say "What comes before \"$skip_to\" is typed now, but not shown."
  exec {all_fd}>&1 >/dev/null
}

# end_skip TITLE begins to show everything if this section is skip_to.
end_skip() {
  section=$1
  if [[ -n $all_fd && $1 == "$skip_to" ]]; then
    exec >&"$all_fd" {all_fd}>&-
    all_fd=
  fi
}

# sleeping_time prints for how many seconds a process is to sleep while commands are
# typed: long enough to read, in a lesson.
sleeping_time() {
  if $step && [[ -z $all_fd ]]; then
    echo 30
  elif $quick || [[ -n $all_fd ]]; then
    echo 2
  else
    echo 5
  fi
}

# ask QUESTION asks what the next commands will show.
ask() { ! $step || comment "$question_colour" "Question: $*"; }

# hurry DURATION COMMANDS: a process sleeps for DURATION seconds. The next COMMANDS are
# typed before it wakes, even if nobody presses a key.
hurry() {
  $step && [[ -z $all_fd ]] || return 0
  wakes=$((SECONDS + $1)) in_time=$2
  deadline=$((wakes - 8))
  say 'If you wait too long, the next command comes without a key, before this sleep ends.'
}

# say_wait NAME says for how long the lesson now waits for the process NAME, which sleeps.
say_wait() {
  local rest=$((wakes - SECONDS))
  $step && [[ -z $all_fd ]] && ((rest > 1)) || return 0
  say "Now wait: $1 sleeps for up to $rest more seconds. (q ends the session.)"
}

# pause waits for a moment. In a lesson it takes the keys that are pressed too early.
pause() {
  local key=''
  if [[ -z $saved_mode ]]; then
    sleep 0.01
    return
  fi
  # Status 1: the terminal has been closed.
  IFS= read -rsn 1 -t 0.01 key 2>/dev/null </dev/tty || (($? > 128)) || sleep 0.01
  [[ $key != q ]] || leave
}

# await_key waits for a key, which is not shown.
await_key() {
  local key='' limit=()
  $step && [[ -z $all_fd ]] || return 0
  while read -rsn 1 -t 0.01 key </dev/tty; do # keys that were pressed before
    [[ $key != q ]] || leave
  done
  if ((in_time > 0)); then
    limit=(-t "$((deadline - SECONDS > in_time ? (deadline - SECONDS) / in_time : 1))")
    in_time=$((in_time - 1))
  fi
  printf %s "${bold:+ $comment_colour<key>$plain}"
  IFS= read -rsn 1 "${limit[@]}" key </dev/tty || :
  printf %s "${bold:+$'\e[6D\e[K'}" # back, and erase to the end of the line
  [[ $key != q ]] || leave
}

# await_ctrl_c waits for a key, which may be Ctrl-C.
await_ctrl_c() {
  $step || return 0
  stty -isig </dev/tty
  await_key
  stty isig </dev/tty
}
