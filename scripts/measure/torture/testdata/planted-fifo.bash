#!/usr/bin/env bash
# A FIFO that another user has planted in a sticky folder is refused, even behind a link.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=preamble.bash
source "$(dirname "$0")/preamble.bash"

chmod 711 .
mkdir sticky own
chmod 1777 sticky
mkfifo -m 666 sticky/planted own/planted
chown 65534 sticky/planted own/planted
ln -s ../sticky/planted own/link
for program in fifo-writer fifo-reader; do
  for path in sticky/planted own/link; do
    expect_status 1 "$program" -t 0.1 "$path" </dev/null
    expect_message 'belongs to user 65534'
    expect_status 124 "$program" -t 0.01 --any-owner "$path" </dev/null
  done
  expect_status 124 "$program" -t 0.01 own/planted </dev/null
done
