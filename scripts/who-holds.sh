#!/usr/bin/env bash
# Usage: scripts/who-holds.sh FIFO
#
# Show which processes hold which end of a FIFO, which processes wait until the other end
# is opened, how many bytes the FIFO contains, and how many it can hold. The script does
# not open the FIFO, because that would wake the waiting processes. It needs Linux.
#
#   -h, --help   show this help and exit
#
# If the number of bytes is unknown, a ? and the reason are shown. Only root can look at
# the processes of other users. Where ptrace(2) is restricted (kernel.yama.ptrace_scope),
# only root can see which processes wait, and how many bytes the FIFO contains.

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$(realpath "$0")")/lib.sh"

# holders prints PID, DESCRIPTOR and END for each descriptor that is an end of fifo,
# except those that this script has inherited. -ef compares device and inode without
# opening.
holders() {
  local descriptor pid number key flags end
  for descriptor in /proc/[0-9]*/fd/*; do
    [[ $descriptor -ef $fifo ]] || continue
    IFS=/ read -r _ _ pid _ number <<<"$descriptor"
    ((pid != $$ && pid != BASHPID)) || continue
    while read -r key flags && [[ $key != flags: ]]; do :; done <"/proc/$pid/fdinfo/$number" || continue
    ((!(flags & 010000000))) || continue # O_PATH: the descriptor is not an end
    case $((flags & 3)) in
      0) end='read' ;;
      1) end='write' ;;
      *) end='read and write' ;;
    esac
    echo "$pid $number $end"
  done 2>/dev/null # a process may end meanwhile
}

# waiting prints PID - END for each process with a thread that waits in openat(2) for the
# other end of fifo. The arguments of that call are a folder, the address of the path, and
# flags. A path relative to a folder other than the process's own is not found.
waiting() {
  local task pid where address flags path end
  for task in /proc/[0-9]*/task/*; do
    where=
    read -r where <"$task/wchan" || : # the file has no newline
    [[ $where == wait_for_partner ]] || continue
    read -r _ _ address flags _ <"$task/syscall" || continue
    IFS=/ read -r _ _ pid _ <<<"$task"
    IFS= read -r -d '' path < <(dd if="$task/mem" iflag=skip_bytes skip=$((address)) bs=4096 count=1) || continue
    path=${path/#\/proc\/self\///proc/$pid/}
    [[ $path == /* ]] || path=/proc/$pid/cwd/$path
    [[ $path -ef $fifo ]] || continue
    end='waits for a reader'
    ((flags & 3)) || end='waits for a writer'
    echo "$pid - $end"
  done 2>/dev/null
}

# comm PID prints the name of a process, which may set it to any 15 bytes (proc(5)).
comm() { cat "/proc/$1/comm" 2>/dev/null || echo '(ended)'; }

# fill PID DESCRIPTOR prints how many bytes the pipe contains and how many it can hold, or
# why that is unknown. To open /proc/PID/fd/DESCRIPTOR would open the FIFO and wake other
# processes, but pidfd_getfd(2) only duplicates the descriptor. The numbers of system
# calls and requests are those of amd64 and arm64.
fill() {
  perl -e '
    use strict;
    my ($pidfd_open, $pidfd_getfd, $FIONREAD, $F_GETPIPE_SZ) = (434, 438, 0x541B, 1032);
    my ($pid, $descriptor) = map { int } @ARGV;
    my $process = syscall($pidfd_open, $pid, 0);
    $process >= 0 or die "process $pid: $!\n";
    my $copy = syscall($pidfd_getfd, $process, $descriptor, 0);
    $copy >= 0 or die "descriptor $descriptor of process $pid: $!\n";
    open my $pipe, "<&=", $copy or die "$!\n";
    my $bytes = pack "i", 0;
    ioctl $pipe, $FIONREAD, $bytes or die "FIONREAD: $!\n";
    my $size = fcntl $pipe, $F_GETPIPE_SZ, 0 or die "F_GETPIPE_SZ: $!\n";
    print unpack("i", $bytes), " of $size bytes are in it\n"' "$@" 2>&1
}

(($#)) || wrong_use 'FIFO is missing'
[[ $1 != -* ]] || read_options "$1"
(($# == 1)) || wrong_use "extra operand $2"
fifo=$1
[[ -p $fifo ]] || {
  reason='not a FIFO'
  [[ -e $fifo ]] || reason='no such file'
  fail "$fifo: $reason"
}

held=$(holders)
waited=$(waiting)
row='%-8s %-16s %s\n'
# shellcheck disable=SC2059 # the format of each row
printf "$row" PID NAME END
printf '%s\n' "$held" "$waited" | sort -k 1,1n -k 3 -u | while read -r pid _ end; do
  # shellcheck disable=SC2059
  [[ -z $pid ]] || printf "$row" "$pid" "$(printable "$(comm "$pid")")" "$end"
done

reason='only root can see whether a process has it open'
[[ -n $held || -z $waited ]] || reason='no process has it open yet'
while read -r pid descriptor _; do
  [[ -n $pid ]] || continue
  ! reason=$(fill "$pid" "$descriptor") || {
    echo "$reason"
    exit
  }
done <<<"$held"
if [[ -z $held$waited ]] && ((EUID == 0)); then
  echo '0 bytes are in it: no process has it open'
else
  echo "? bytes are in it: $reason"
fi
