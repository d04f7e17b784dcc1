package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// The standard files. To read or to write waits even if somebody has made the file
// non-blocking: that is a property of the open file, which other programs share,
// fcntl(2), and which they may change at any time.
var (
	Stdin  = standard{os.Stdin, unix.Stdin}
	Stdout = standard{os.Stdout, unix.Stdout}
	Stderr = standard{os.Stderr, unix.Stderr}
)

type standard struct {
	*os.File
	descriptor int
}

func (s standard) Read(buffer []byte) (n int, err error) {
	for {
		n, err = s.File.Read(buffer)
		if !errors.Is(err, unix.EAGAIN) {
			return n, err
		}
		s.wait(unix.POLLIN)
	}
}

func (s standard) Write(data []byte) (n int, err error) {
	for {
		written, err := s.File.Write(data[n:])
		n += written
		if !errors.Is(err, unix.EAGAIN) {
			return n, err
		}
		s.wait(unix.POLLOUT)
	}
}

func (s standard) WriteString(text string) (n int, err error) { return s.Write([]byte(text)) }

// wait waits for events, or for a signal; whoever calls it looks again.
func (s standard) wait(events int16) {
	unix.Poll([]unix.PollFd{{Fd: int32(s.descriptor), Events: events}}, -1)
}
