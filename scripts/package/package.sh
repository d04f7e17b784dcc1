#!/usr/bin/env bash
# Usage: scripts/package/package.sh [DIR]
#
# Build the Debian packages of the checked-out commit, for amd64 and arm64, into DIR
# (default bin). The same commit and the same version of Go give the same bytes.
#
#   --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2

[[ ${1-} != -* ]] || read_options "$1"
(($# < 2)) || wrong_use "extra operand $2"
mkdir -p -- "${1-$root/bin}"
target=$(realpath -- "${1-$root/bin}")

job_signal=TERM # install.sh then cleans up
make_workdir
umask 022
here=$root/scripts/package
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH ARCH VERSION
for ARCH in amd64 arm64; do
  attend setsid env "DESTDIR=$workdir/$ARCH" GOOS=linux GOARCH=$ARCH \
    "$here/install.sh" --prefix /usr
  cd "$workdir/$ARCH/usr"
  VERSION=$(go version -m bin/fib | awk '$1 == "mod" { print $3 }')
  gzip -9n share/man/man1/*
  mv share/zsh/site-functions share/zsh/vendor-completions # where Debian's zsh looks
  mkdir -p share/doc/ipctools
  cat "$root"/{LICENSE,reverse/classtable/LICENSE-UNICODE} >share/doc/ipctools/copyright
  attend setsid env "GOTMPDIR=$workdir" \
    go run "$nfpm" package --config "$here/nfpm.yaml" --packager deb --target "$target"
done
