#!/usr/bin/env bash
# Every byte of standard input goes through a FIFO to standard output.
#
# pair.bash WRITER READER [CAT]: WRITER and READER are options of the two programs, CAT is
# behind, for a cat behind the reader, or around, for one in front of the writer too.
set -euo pipefail

read -ra writer <<<"fifo-writer $1 p"
read -ra reader <<<"fifo-reader $2 p"
rm -f p
exec 3<&0 # standard input is /dev/null in the background
case ${3-} in
  '')
    "${writer[@]}" <&3 &
    "${reader[@]}"
    ;;
  behind)
    "${writer[@]}" <&3 &
    "${reader[@]}" | cat
    ;;
  around)
    cat <&3 | "${writer[@]}" &
    "${reader[@]}" | cat
    ;;
esac
wait $!
