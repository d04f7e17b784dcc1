// Package pipe moves bytes from one descriptor to another. The rules are:
//
//   - A call that a signal has interrupted is made again (signal(7)).
//   - O_NONBLOCK belongs to the open file. Other programs share this file and may set the
//     flag at any time (fcntl(2)). So a call that returns EAGAIN is made again after
//     poll(2).
//   - Bytes that have been read and could not be written are kept for the next try.
//   - A write whose reader has left returns EPIPE. An os.File does not return it on
//     descriptors 1 and 2: there Go ends the program without its cleanups (os/signal).
package pipe

import (
	"errors"
	"io"
	"time"

	"golang.org/x/sys/unix"
)

// Descriptor is an open file that is read and written by system calls, without os.File.
type Descriptor int

// The standard files.
const (
	Stdin Descriptor = iota
	Stdout
	Stderr
)

const maxCall = 1 << 30 // Darwin refuses to move 2 GiB or more with one call

func (d Descriptor) Read(buffer []byte) (n int, err error) {
	for {
		n, err := Retry(func() (int, error) { return unix.Read(int(d), buffer[:min(len(buffer), maxCall)]) })
		switch {
		case errors.Is(err, unix.EAGAIN):
			if err := Wait(int(d), unix.POLLIN); err != nil {
				return 0, err
			}
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
	for written < len(data) && err == nil {
		var n int
		n, err = d.WriteOnce(data[written:])
		written += n
	}
	return written, err
}

// WriteOnce writes as much of data as one write(2) takes. A write to a non-blocking pipe
// does not wait for room, so n counts every byte that it has put into the pipe.
func (d Descriptor) WriteOnce(data []byte) (n int, err error) {
	for {
		n, err := d.TryWrite(data)
		if !errors.Is(err, unix.EAGAIN) {
			return n, err
		}
		if err := Wait(int(d), unix.POLLOUT); err != nil {
			return 0, err
		}
	}
}

// TryWrite is one write(2), which may return EAGAIN. To a socket whose reader has left
// bytes unread, the first write fails with ECONNRESET (unix(7)), and to a terminal that
// is gone, each with EIO: both are EPIPE here.
func (d Descriptor) TryWrite(data []byte) (n int, err error) {
	n, err = Retry(func() (int, error) { return unix.Write(int(d), data[:min(len(data), maxCall)]) })
	if errors.Is(err, unix.ECONNRESET) || errors.Is(err, unix.EIO) && d.isHungUp() {
		err = unix.EPIPE
	}
	return max(n, 0), err
}

// isHungUp reports whether the descriptor is that of a terminal that is gone (poll(2)).
func (d Descriptor) isHungUp() bool {
	events, err := Poll(int(d), 0, 0)
	return err == nil && events&unix.POLLHUP != 0
}

// Seek implements io.Seeker. It fails with ESPIPE on a pipe, a socket or a terminal.
func (d Descriptor) Seek(offset int64, whence int) (int64, error) {
	return unix.Seek(int(d), offset, whence)
}

// WritableWithin reports whether, within limit, a short line can be written without a
// wait, even if that write fails.
func (d Descriptor) WritableWithin(limit time.Duration) bool {
	events, err := Poll(int(d), unix.POLLOUT, limit)
	return err == nil && events != 0
}
