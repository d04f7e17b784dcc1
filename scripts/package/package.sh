#!/usr/bin/env bash
# Usage: scripts/package/package.sh [DIR]
#
# Builds the Debian packages of the checked out commit, for amd64 and arm64, into DIR
# (default bin). The same commit and version of Go give the same bytes.
#
#   --help   show this help and exit

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2

[[ ${1-} != -* ]] || read_options "$1"
(($# < 2)) || wrong_use "extra operand $2"
mkdir -p -- "${1-$root/bin}"
to=$(realpath -- "${1-$root/bin}")

umask 022
trap 'rm -rf "${place-}"' EXIT
place=$(mktemp -d)
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH ARCH VERSION
for ARCH in amd64 arm64; do
  DESTDIR=$place/$ARCH GOOS=linux GOARCH=$ARCH "$root/scripts/package/install.sh" --prefix /usr
  cd "$place/$ARCH/usr"
  VERSION=$(go version -m bin/fib | awk '$1 == "mod" { print $3 }')
  gzip -9n share/man/man1/*
  mv share/zsh/site-functions share/zsh/vendor-completions # where Debian's zsh looks
  install -D -m 644 "$root/LICENSE" share/doc/ipctools/copyright
  go run "$nfpm" package --config "$root/scripts/package/nfpm.yaml" --packager deb --target "$to"
done
