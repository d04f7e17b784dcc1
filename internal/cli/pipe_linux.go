package cli

import "golang.org/x/sys/unix"

// EnlargePipe makes a pipe as large as anybody may by default, pipe(7): a system call
// then moves more, and either side runs longer before it has to wait. Of anything
// else it does nothing.
func EnlargePipe(descriptor int) {
	const most = 1 << 20 // /proc/sys/fs/pipe-max-size
	least, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETPIPE_SZ, 0)
	if err != nil {
		return
	}
	for size := most; size > least; size /= 2 {
		if _, err := unix.FcntlInt(uintptr(descriptor), unix.F_SETPIPE_SZ, size); err != unix.EPERM {
			return
		}
	}
}
