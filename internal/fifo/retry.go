package fifo

import (
	"errors"

	"golang.org/x/sys/unix"
)

// retry repeats call for as long as a signal interrupts it: signal(7).
func retry[T any](call func() (T, error)) (T, error) {
	for {
		result, err := call()
		if !errors.Is(err, unix.EINTR) {
			return result, err
		}
	}
}

// wait waits until one of events, or an error or a hang-up, is there.
func wait(descriptor int, events int16) error {
	_, err := poll(descriptor, events, -1)
	return err
}

// poll returns which of events, errors and hang-ups are there within
// milliseconds, without end if that is negative.
func poll(descriptor int, events int16, milliseconds int) (int16, error) {
	set := []unix.PollFd{{Fd: int32(descriptor), Events: events}}
	_, err := retry(func() (int, error) { return unix.Poll(set, milliseconds) })
	return set[0].Revents, err
}
