package pipe

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// Retry repeats call as long as a signal interrupts it (signal(7)).
func Retry[T any](call func() (T, error)) (T, error) {
	for {
		result, err := call()
		if !errors.Is(err, unix.EINTR) {
			return result, err
		}
	}
}

// Forever makes Poll wait without limit.
const Forever time.Duration = -1

// Poll waits until the descriptor has one of events, an error or a hang-up, and returns
// the events that it has. After limit, it returns 0 (poll(2)).
func Poll(descriptor int, events int16, limit time.Duration) (int16, error) {
	set := []unix.PollFd{{Fd: int32(descriptor), Events: events}}
	_, err := Retry(func() (int, error) { return unix.Poll(set, milliseconds(limit)) })
	return set[0].Revents, err
}

// Wait waits until the descriptor has one of events, an error or a hang-up.
func Wait(descriptor int, events int16) error {
	_, err := Poll(descriptor, events, Forever)
	return err
}
