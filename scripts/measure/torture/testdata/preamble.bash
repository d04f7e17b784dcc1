# shellcheck shell=bash
# The programs in this folder source this file. Each of them tries a promise, and exits
# with 0 if the promise was kept. It runs in its own empty folder, and finds the five
# programs on the PATH.

trap 'echo "${0##*/}: line $LINENO: status $?: $BASH_COMMAND" >&2' ERR

# expect_status STATUS COMMAND [ARG]...: COMMAND must exit with STATUS. Its messages are
# then in the file message.
expect_status() {
  local status=0
  "${@:2}" 2>message || status=$?
  [[ $status == "$1" ]] || broken "${*:2}: exits with $status, not $1: $(head -c 500 message)"
}

# expect_message TEXT: a line of the last command's messages must contain TEXT.
expect_message() {
  grep -Fq -e "$1" message || broken "no message says $1: $(head -c 500 message)"
}

# done_or_refused COMMAND [ARG]...: COMMAND must exit with 0, or with another status and a
# reason. That status is returned. It is 1, except for 127 if the system can't load
# libraries, 2 from the Go runtime, and 134 if the runtime can't even start.
done_or_refused() {
  local status=0
  "$@" 2>message || status=$?
  case $status in
    0) ;;
    1) grep -Eq '^[a-z-]+: .*(too many open files|unavailable|cannot allocate|broke down|not implemented)' message ;;
    127) grep -Eq 'error while loading shared|failed to map' message ;;
    *) grep -Eq '(fatal error|runtime|runtime/cgo): ' message ;; # the prompt may stand before it
  esac || broken "$*: exits with $status: $(head -c 500 message)"
  return "$status"
}

# wait_for PID: waits for a job, and sets status to its exit status.
wait_for() {
  status=0
  wait "$1" || status=$?
}

# stop PID: ends a job that waits for a peer in vain.
stop() {
  if kill "$1" 2>/dev/null; then
    wait_for "$1"
  fi
}

broken() {
  echo "$1" >&2
  exit 1
}
