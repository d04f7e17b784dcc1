#!/usr/bin/env bash
# check: 1
# missing: child-writes
# says: (?i)parent|itself
# The command substitution is the child, but its output goes to the parent, which prints it.
case $1 in
  '' | *[!0-9]*)
    echo "not an index: '$1'"
    exit 1
    ;;
esac

calculate() {
  local a=0 b=1 i
  for ((i = 0; i <= $1; i++)); do
    echo "$a"
    ((b = a + b, a = b - a))
  done
}

numbers=$(calculate "$1")
echo "$numbers"
