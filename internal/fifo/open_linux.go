package fifo

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// place is a descriptor that refers to a FIFO without being open for reading or
// writing: O_PATH in open(2). What is looked at is then what is opened, and
// nothing that is not a FIFO is ever opened.
type place int

func locate(path string) (place, error) {
	descriptor, err := retry(func() (int, error) {
		return unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return -1, err
	}
	var stat unix.Stat_t
	if err := unix.Fstat(descriptor, &stat); err != nil {
		return -1, err
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return -1, errNotFIFO
	}
	return place(descriptor), nil
}

// open opens the FIFO. The way from an O_PATH descriptor to an open one leads
// through /proc.
func (p place) open(path string, flags int) (int, error) {
	descriptor, err := retry(func() (int, error) {
		return unix.Open(fmt.Sprintf("/proc/self/fd/%d", p), flags, 0)
	})
	if errors.Is(err, unix.ENOENT) {
		return openByPath(path, flags)
	}
	return descriptor, err
}

// enlarge makes the pipe as large as anybody may by default, pipe(7): a system
// call then moves more, and either side runs longer before it has to wait.
func enlarge(descriptor int) {
	const most = 1 << 20 // /proc/sys/fs/pipe-max-size
	unix.FcntlInt(uintptr(descriptor), unix.F_SETPIPE_SZ, most)
}
