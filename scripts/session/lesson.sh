# shellcheck shell=bash disable=SC2154 # stage.sh, which sources this file, has the variables
# The session as a lesson (--step), which waits for a key before each command, and asks
# questions. --from SECTION leaves out what comes before that section.

step=false
other_options=() # of the part, without those of the lesson
section=''       # the title of the present section
skip_to=''       # the title of the section with which the output begins
all_fd=          # the standard output, while it is left out
saved_mode=      # of the terminal, from stty -g
deadline=0       # in SECONDS: by then the next commands must be typed, because a process sleeps
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

end_lesson() { [[ -z $saved_mode ]] || stty "$saved_mode" </dev/tty; }

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

# hurry SECONDS COMMANDS: the next COMMANDS are typed within SECONDS, because a process
# sleeps, even if nobody presses a key.
hurry() {
  $step || return 0
  deadline=$((SECONDS + $1)) in_time=$2
  say "The next commands ($2) come without a key, too, because this sleep ends in time."
}

# await_key waits for a key, which is not shown.
await_key() {
  local key='' limit=()
  $step && [[ -z $all_fd ]] || return 0
  while read -rsn 1 -t 0.01 _ </dev/tty; do :; done # keys that were pressed before
  if ((in_time > 0)); then
    limit=(-t "$((deadline - SECONDS > in_time ? (deadline - SECONDS) / in_time : 1))")
    in_time=$((in_time - 1))
  fi
  printf %s "${bold:+ $comment_colour<key>$plain}"
  IFS= read -rsn 1 "${limit[@]}" key </dev/tty || :
  printf %s "${bold:+$'\e[6D\e[K'}" # back, and erase to the end of the line
  if [[ $key == q ]]; then
    printf '\n\nGo on with: session.sh --step --from %q\n' "$section"
    exit 130
  fi
}

# await_ctrl_c waits for a key, which may be Ctrl-C.
await_ctrl_c() {
  $step || return 0
  stty -isig </dev/tty
  await_key
  stty isig </dev/tty
}
