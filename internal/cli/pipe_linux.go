package cli

import "golang.org/x/sys/unix"

// EnlargePipe makes a pipe as large as anybody may by default, pipe(7): a system call
// then moves more, and either side runs longer before it has to wait. Of anything
// else it does nothing.
func EnlargePipe(descriptor int) {
	const most, least = 1 << 20, 64 << 10 // /proc/sys/fs/pipe-max-size, and what a pipe has anyway
	for size := most; size > least; size /= 2 {
		if _, err := unix.FcntlInt(uintptr(descriptor), unix.F_SETPIPE_SZ, size); err != unix.EPERM {
			return
		}
	}
}
