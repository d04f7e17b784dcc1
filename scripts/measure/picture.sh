#!/usr/bin/env bash
# Usage: scripts/measure/picture.sh >doc/terminal.svg
#
# Run the commands of the README's picture, and print an SVG of the terminal that shows
# them, for light and dark backgrounds.
#
#   -h, --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../session/stage.sh
source "$(dirname "$(realpath "$0")")/../session/stage.sh"

# has_noticed reports whether the writer knows that its reader has left.
has_noticed() { [[ $(scripts/show-pipes.sh queue) == *'waits for a reader'* ]]; }

scene() {
  ln -s "$root/scripts" scripts
  start "printf 'job %d\n' 1 2 3 | fifo-writer -k queue"
  wait_until 'there is a FIFO' test -p queue
  run 'fifo-reader -n 1 queue'
  wait_until 'the writer waits for the next reader' has_noticed
  run 'scripts/show-pipes.sh queue'
  run 'sigpair -v -d 1 |& scripts/sequence.sh'
}

begin "$@"
open_terminals
type_path
# A program that has waited for a second reports that, in the middle of anything.
scene | grep -v ': waiting for a ' >shown
rows=$(wc -l <shown)
# In most fonts of size 14, box-drawing characters are 16 high. With rows of that height,
# the lifelines have no gaps.
cat <<END
<svg xmlns="http://www.w3.org/2000/svg" width="620" height="$((16 * rows + 32))">
<style>
  rect { fill: #f6f8fa; stroke: #d1d9e0 }
  text { fill: #1f2328; font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace }
  .command { font-weight: bold }
  .prompt { fill: #1a7f37 }
  .line { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    rect { fill: #151b23; stroke: #3d444d }
    text { fill: #f0f6fc }
    .prompt { fill: #3fb950 }
    .line { fill: #4493f8 }
  }
</style>
<rect x="0.5" y="0.5" width="619" height="$((16 * rows + 31))" rx="6"/>
END
LC_ALL=C awk -f "$root/scripts/measure/picture.awk" shown
echo '</svg>'
