#!/usr/bin/env bash
# If a symbolic link is in place of the FIFO, nothing behind it is created or changed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

mkdir tmp
chmod 1777 tmp
echo precious >file
ln -s ../nothing tmp/dangling
ln -s ../file tmp/file
ln -s loop tmp/loop
for program in fifo-writer fifo-reader; do
  for link in dangling dangling/ file loop; do
    expect_status 1 "$program" "tmp/$link"
  done
done
[[ ! -e nothing ]]
[[ $(<file) == precious ]]
