#!/usr/bin/env bash
# Usage: scripts/measure/picture.sh >doc/terminal.svg
#
# Run the commands of the README's picture in two terminals, and print an animated SVG of
# the terminals, and of the pipe between them. All text, and how full the pipe is, are
# from this run. It is slowed down, so that people can read along.
#
#   -h, --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../session/stage.sh
source "$(dirname "$(realpath "$0")")/../session/stage.sh"

# waits_again TIMES [TEXT] reports whether the writer has begun that often to wait for a
# reader, and the picture of the pipe has TEXT.
waits_again() {
  read_screen
  (($(grep -c ': wait for a reader' <<<"$output") >= $1)) &&
    picture=$("$root/scripts/show-pipes.sh" p) && [[ $picture == *"${2-}"*'waits for a reader'* ]]
}

# moment BYTES SECONDS prints the picture of the pipe, when readers have taken BYTES in
# all. It stays for SECONDS.
moment() {
  show
  printf '%s\n' "@moment $1 $2" '$ show-pipes.sh p' "$picture" @end
}

scene() {
  local lines=6000 i picture
  type_command "seq $((3 * lines)) | fifo-writer -kv p && echo all taken"
  wait_until 'the writer waits for a reader' waits_again 1 'waits to write'
  moment 0 1.4
  for i in 1 2; do
    read_with "fifo-reader -n $lines p"
    wait_until 'the writer waits for the next reader' waits_again $((i + 1))
    moment "$(bytes_to $((i * lines)))" 1.2
  done
  read_with 'fifo-reader p'
  await_prompt
  picture=$("$root/scripts/show-pipes.sh" p)
  moment "$(bytes_to $((3 * lines)))" 1.2
}

# read_with COMMAND runs COMMAND in the second terminal, and shows only its last line.
read_with() {
  in_terminal 2
  run "$1 | tail -n 1"
  in_terminal 1
}

# bytes_to LAST prints how many bytes seq LAST prints.
bytes_to() { seq "$1" | wc -c; }

# window X Y WIDTH HEIGHT TITLE prints a terminal without its text.
window() {
  printf '<g transform="translate(%s %s)">\n' "$1" "$2"
  printf '<rect class="window" width="%s" height="%s" rx="8"/>\n' "$3" "$4"
  printf '<path class="bar" d="M0 26V8a8 8 0 0 1 8-8H%sa8 8 0 0 1 8 8V26z"/>\n' $(($3 - 8))
  printf '<circle cx="%s" cy="13" r="5" fill="%s"/>\n' 16 '#ff5f57' 33 '#febc2e' 50 '#28c840'
  printf '<text class="title" x="%s" y="18">%s</text>\n</g>\n' $(($3 / 2)) "$5"
}

begin "$@"
open_terminals
type_path
# A program that has waited for a second reports that, in the middle of anything.
scene | grep -v ': waiting for a ' >recorded
cat <<'END'
<svg xmlns="http://www.w3.org/2000/svg" width="840" height="454" viewBox="0 0 840 454">
<clipPath id="windows"><path d="M2 28h410v221H2zM427 28h410v221H427zM2 341h836v111H2z"/></clipPath>
<style>
  text { fill: #e6edf3; font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace }
  .window, .cover, .empty { fill: #151b23 }
  .window { stroke: #444c56 }
  .bar { fill: #2d333b }
  .title { fill: #adbac7; text-anchor: middle }
  .command, .level, .success { font-weight: bold }
  .prompt, .success { fill: #57ab5a }
  .narration { fill: #909dab }
  .reason { fill: #daaa3f }
  .line { fill: #539bf5 }
  .cursor { fill: #adbac7 }
  .bytes { fill: #255ab2 }
  .flow { stroke: #6cb6ff; stroke-width: 4; stroke-dasharray: 4 12 }
  .level { text-anchor: middle }
  .wall, .joint { fill: none; stroke: #768390 }
  .wall { stroke-width: 3 }
  .joint { stroke-width: 12 }
  @media (prefers-color-scheme: dark) { .wall, .joint { stroke: #636e7b } }
</style>
END
window 0.5 0.5 414 250 writer
window 425.5 0.5 414 250 reader
window 0.5 313.5 839 140 'the pipe, as show-pipes.sh draws it'
echo '<path class="joint" d="M30 251v30h30M810 251v30h-30"/>'
LC_ALL=C awk -f "$root/scripts/measure/picture.awk" recorded
echo '</svg>'
