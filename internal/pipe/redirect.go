package pipe

import (
	"os"

	"golang.org/x/sys/unix"
)

// Detach closes the file of descriptor, which then refers to /dev/null.
func Detach(descriptor int) error {
	devNull, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	return Replace(descriptor, devNull)
}

// Replace is Redirect, and O_NONBLOCK stays as it was.
func Replace(descriptor, to int) error {
	flags, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETFL, 0)
	if err == nil {
		err = unix.SetNonblock(to, flags&unix.O_NONBLOCK != 0)
	}
	if err != nil {
		return err
	}
	return Redirect(descriptor, to)
}
