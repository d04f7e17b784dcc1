package pipe

import (
	"time"

	"golang.org/x/sys/unix"
)

// Unread returns how many bytes are in a pipe. Linux reports them at either end.
func Unread(descriptor int) (int, error) {
	return unix.IoctlGetInt(descriptor, unix.TIOCINQ)
}

// AwaitChange waits until the number of bytes in the pipe is not unread any more, or
// until its other end has hung up (alone), or for about a tenth of a second. The kernel
// announces neither that a pipe drains nor that it fills further, so it looks, ever more
// slowly.
func AwaitChange(descriptor, unread int) (alone bool, err error) {
	const first, last = time.Millisecond / 4, 64 * time.Millisecond
	set := []unix.PollFd{{Fd: int32(descriptor)}}
	for pause := first; pause <= last; pause *= 2 {
		limit := unix.NsecToTimespec(int64(pause)) // Poll counts in whole milliseconds
		events, err := Retry(func() (int, error) { return unix.Ppoll(set, &limit, nil) })
		if err != nil || events != 0 {
			return true, err
		}
		if now, err := Unread(descriptor); err != nil || now != unread {
			return false, err
		}
	}
	return false, nil
}
