package cli

import (
	"errors"
	"io"
	"time"

	"golang.org/x/sys/unix"
)

// Descriptor is an open file that is read and written by nothing but system calls.
//
// Each waits even if somebody has made the file non-blocking: that is a property of
// the open file, which other programs share, fcntl(2), and which they may change at
// any time. A write whose reader has left fails with EPIPE; that of an os.File would
// end the program before it has cleaned up, if it is to a standard file (os/signal).
type Descriptor int

// The standard files.
var (
	Stdin  = Descriptor(unix.Stdin)
	Stdout = Descriptor(unix.Stdout)
	Stderr = Descriptor(unix.Stderr)
)

const mostAtOnce = 1 << 30 // Darwin refuses to move 2 GiB or more by one call

func (d Descriptor) Read(buffer []byte) (n int, err error) {
	for {
		n, err := unix.Read(int(d), buffer[:min(len(buffer), mostAtOnce)])
		switch {
		case d.isToRepeat(err, unix.POLLIN):
		case err != nil:
			return 0, err
		case n == 0 && len(buffer) > 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

func (d Descriptor) Write(data []byte) (written int, err error) {
	for written < len(data) {
		n, err := unix.Write(int(d), data[written:min(len(data), written+mostAtOnce)])
		if err == nil {
			written += n
		} else if !d.isToRepeat(err, unix.POLLOUT) {
			return written, err
		}
	}
	return written, nil
}

// isToRepeat tells whether a call that failed with err is to be tried again: after a
// signal, signal(7), or after a wait for events, or a signal, if it did not wait itself.
func (d Descriptor) isToRepeat(err error, events int16) bool {
	if errors.Is(err, unix.EAGAIN) {
		unix.Poll([]unix.PollFd{{Fd: int32(d), Events: events}}, -1)
		return true
	}
	return errors.Is(err, unix.EINTR)
}

// takes tells whether a line can be written within limit without waiting longer.
func (d Descriptor) takes(limit time.Duration) bool {
	poll := []unix.PollFd{{Fd: int32(d), Events: unix.POLLOUT}}
	n, err := unix.Poll(poll, int(limit.Milliseconds()))
	return n > 0 && err == nil
}

// Seek is that of io.Seeker, and fails with ESPIPE where there is no way back.
func (d Descriptor) Seek(offset int64, whence int) (int64, error) {
	return unix.Seek(int(d), offset, whence)
}
