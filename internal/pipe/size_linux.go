package pipe

import (
	"os"

	"golang.org/x/sys/unix"
)

// Buf is PIPE_BUF: the bytes of a write up to this length stay together (pipe(7)).
const Buf = 4096

// Size returns how many bytes a pipe can hold at most.
func Size(descriptor int) (int, error) {
	return unix.FcntlInt(uintptr(descriptor), unix.F_GETPIPE_SZ, 0)
}

// Resize makes a pipe hold size bytes. It fails with EPERM if that is more than one pipe,
// or all pipes of this user, may have (pipe(7)).
func Resize(descriptor, size int) error {
	_, err := unix.FcntlInt(uintptr(descriptor), unix.F_SETPIPE_SZ, size)
	return err
}

// Enlarge makes a pipe as large as it may be, and reports whether it has grown. It
// changes no other file, and no pipe to which somebody has given a size.
func Enlarge(descriptor int) (grown bool) {
	now, err := Size(descriptor)
	if err != nil || !isKernelsChoice(now) {
		return false
	}
	for size := largestPipe; size > now; size /= 2 {
		if err := Resize(descriptor, size); err != unix.EPERM {
			return err == nil
		}
	}
	return false
}

// isKernelsChoice reports whether a new pipe may have this size: 16 pages, or 2 for a
// user whose pipes have too many (pipe(7)).
func isKernelsChoice(size int) bool {
	pages := size / os.Getpagesize()
	return pages == 16 || pages == 2
}
