#!/usr/bin/env bash
# pair.bash WRITER READER [CAT] copies standard input through a FIFO to standard output.
#
# WRITER and READER are options of the two programs. If CAT is behind, there is a cat
# behind the reader. If CAT is around, there is another cat in front of the writer.
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
