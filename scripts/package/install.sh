#!/usr/bin/env bash
# Usage: scripts/package/install.sh [--prefix DIR] [--uninstall]
#
# Build and install the five programs, ipctools-show-pipes, ipctools-sequence and
# ipctools-check, with their manual pages and their completions for bash, zsh and fish;
# and the scripts for users, as ipctools-session, ipctools-job-queue and
# ipctools-across-hosts. Print the name of each file. If DESTDIR is set, it is put in
# front of every path, as packagers need it.
#
#   --prefix DIR   install below DIR (default /usr/local)
#   --uninstall    remove the installed files
#   --help         show this help and exit
#
# Below another DIR, bash and fish find the completions if DIR/share is in XDG_DATA_DIRS
# (fish needs that for /usr/local, too), and man finds the pages if DIR/bin is on the
# PATH.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$(dirname "$(realpath "$0")")/../lib.sh"

prefix=/usr/local
uninstall=false
while (($#)); do
  case $1 in
    --prefix)
      (($# > 1)) || wrong_use '--prefix: DIR is missing'
      prefix=$2
      shift
      ;;
    --prefix=*) prefix=${1#*=} ;;
    --uninstall) uninstall=true ;;
    *) read_options "$1" ;;
  esac
  shift
done

# put MODE FILE TARGET installs FILE as TARGET below the prefix. If MODE is link, TARGET
# is a symbolic link to FILE. With --uninstall, put removes TARGET.
put() {
  local target=${DESTDIR-}$prefix/$3
  if $uninstall; then
    rm -f -- "$target"
    return
  fi
  mkdir -p -- "${target%/*}"
  if [[ $1 == link ]]; then
    ln -sf -- "$2" "$target"
  else
    install -m "$1" -- "$2" "$target"
  fi
  printf '%s\n' "$target"
}

job_signal=TERM
make_workdir
umask 022
PATH=$PATH:/usr/local/go/bin # the usual folder of Go is not on the PATH of sudo
$uninstall || build "$workdir" -trimpath -buildvcs=auto -ldflags=-s
completions=$root/scripts/package/completions
for source in "${programs[@]}" scripts/observe/ipctools-{show-pipes,sequence,check}; do
  program=${source##*/}
  put 755 "$workdir/$program" "bin/$program"
  put 644 "$root/$source/$program.1" "share/man/man1/$program.1"
  put 644 "$completions/ipctools.bash" "share/bash-completion/completions/$program"
  put 644 "$completions/ipctools.fish" "share/fish/vendor_completions.d/$program.fish"
done
put 644 "$completions/_ipctools" share/zsh/site-functions/_ipctools
for file in lib.sh session/{stage.sh,lesson.sh,listed.awk}; do
  put 644 "$root/scripts/$file" "share/ipctools/scripts/$file"
done
for part in preliminaries processes signals pipes named-pipes; do
  put 755 "$root/scripts/session/$part.sh" "share/ipctools/scripts/session/$part.sh"
done
for script in session job-queue across-hosts; do
  put 755 "$root/scripts/$script.sh" "share/ipctools/scripts/$script.sh"
  put link "../share/ipctools/scripts/$script.sh" "bin/ipctools-$script"
done
! $uninstall || rm -rf -- "${DESTDIR-}$prefix/share/ipctools"
