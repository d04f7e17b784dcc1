# shellcheck shell=bash
# What the programs in this folder share. Each runs in an empty folder of its own, with
# the five programs on the PATH, and ends with 0 if its promise was kept.

trap 'echo "${0##*/}: line $LINENO: status $?: $BASH_COMMAND" >&2' ERR

# expect_status STATUS COMMAND [ARG]...: COMMAND ends with STATUS. Its messages are then
# in the file message.
expect_status() {
  local status=0
  "${@:2}" 2>message || status=$?
  [[ $status == "$1" ]] || broken "${*:2}: ends with $status, not $1: $(head -c 500 message)"
}

# expect_message TEXT: TEXT is on one line of the last command's messages.
expect_message() {
  grep -Fq -e "$1" message || broken "no message says $1: $(head -c 500 message)"
}

# done_or_refused COMMAND [ARG]...: COMMAND either ends with 0, or with another status and
# the reason. That status, which is returned, is 1, but 127 of a program whose libraries
# the system can't load, 2 of the Go runtime, and 134 where the runtime can't even begin.
done_or_refused() {
  local status=0
  "$@" 2>message || status=$?
  case $status in
    0) ;;
    1) grep -Eq '^[a-z-]+: .*(too many open files|unavailable|cannot allocate|broke down|not implemented)' message ;;
    127) grep -Eq 'error while loading shared|failed to map' message ;;
    *) grep -Eq '^(fatal error: |runtime: |runtime/cgo: )' message ;;
  esac || broken "$*: ends with $status: $(head -c 500 message)"
  return "$status"
}

# wait_for PID: waits for a job, and leaves its exit status in the variable status.
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
