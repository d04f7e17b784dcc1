#!/usr/bin/env bash
# Usage: scripts/sequence.sh [--mermaid] [FILE]
#
# Draw the narration of the programs (-v), from FILE or standard input, as a sequence
# diagram. The diagram is printed at the end of the input. If Ctrl-C ends the programs,
# the diagram is still printed. All lines that are not narration go to standard error.
#
# An arrow goes from one process to another. Text without an arrow is an event of one
# process. An event that both processes report is one arrow. A dashed arrow is an event
# that only the receiver reports: how a child ended, or a reply. Up to ten processes fit
# into 80 columns.
#
#   --mermaid    write a Mermaid sequence diagram, with names but no PIDs
#   -h, --help   show this help and exit
#
# Examples:
#   sigpair -v -d 1 |& scripts/sequence.sh
#   { fifo-reader -v p & seq 9 | fifo-writer -v p; wait; } |& scripts/sequence.sh

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

mermaid=0
if [[ ${1-} == --mermaid ]]; then
  mermaid=1
  shift
fi
[[ ${1-} != -?* ]] || read_options "$1"
(($# < 2)) || wrong_use "extra operand $2"
input=${1--}
if [[ $input != - ]]; then
  [[ -r $input && ! -d $input ]] || fail "$input: can't be read"
  exec <"$input"
fi
# Ctrl-C also reaches the programs, and they still report how they end.
trap '' INT

# In the locale C, every awk takes a byte as a character, as split_text expects.
LC_ALL=C awk -v mermaid="$mermaid" -v name="$name" -f "$root/scripts/sequence.awk"
