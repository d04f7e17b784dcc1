# shellcheck shell=bash
# The tests of --keep source this file: another FIFO gets the name p.

# replace HOW does so by mv, by rm, or by a symbolic link.
replace() {
  case $1 in
    mv) mkfifo new && mv -f p old && mv new p ;;
    rm) rm -f p old && mkfifo p ;;
    ln) { [[ -p other ]] || mkfifo other; } && mv -f p old && ln -s other p ;;
  esac
}
rm -f p old new other in out said said-writer
