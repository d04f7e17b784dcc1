package pipe

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"
)

// Run moves everything up to the end of input. It returns a WriteError, or an error of
// the side that it reads. After a WriteError it can be called again, and goes on with the
// first byte that has not arrived.
//
// splice(2) moves pages instead of copying bytes. A splice that fails has taken nothing
// from its source, so that reading and writing can take its place at any time.
func (c *Copy) Run() error {
	if !canSplice(c.To, c.From) {
		return c.plain()
	}
	for len(c.pending) == 0 {
		if c.OwnTo && !isDense(c.From) {
			err := c.copyOnce()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			continue
		}
		n, err := Retry(func() (int64, error) { return unix.Splice(c.From, nil, c.To, nil, maxCall, 0) })
		switch {
		case errors.Is(err, unix.EAGAIN): // another program has set O_NONBLOCK on one of them
			if err := errors.Join(Wait(c.From, unix.POLLIN), Wait(c.To, unix.POLLOUT)); err != nil {
				return err
			}
		case errors.Is(err, unix.EPIPE) && atEnd(c.From):
			return nil
		case isWriteError(err):
			return &WriteError{err}
		case err != nil: // read and write will find out which side failed
			return c.plain()
		case n == 0:
			return nil
		default:
			c.count(n)
		}
	}
	return c.plain()
}

// canSplice reports whether a splice does what a copy does. In these cases it does not:
//
//   - From a regular file the pipe would get the file's own pages, and change with them.
//   - To a regular file a splice writes at the offset from before its wait, over bytes
//     that other programs have written there meanwhile.
//   - From or to a terminal or a socket, a splice locks the pipe while it waits, and the
//     process at the pipe's other end can't even be killed.
func canSplice(to, from int) bool {
	var source, target unix.Stat_t
	if unix.Fstat(from, &source) != nil || unix.Fstat(to, &target) != nil ||
		source.Mode&unix.S_IFMT != unix.S_IFIFO {
		return false
	}
	switch target.Mode & unix.S_IFMT {
	case unix.S_IFIFO:
		return true
	case unix.S_IFCHR:
		const memory = 1 // the major number of /dev/null, which never waits
		return unix.Major(target.Rdev) == memory
	}
	return false
}

// isDense waits until a pipe has something to read, and reports whether it holds so much
// that its pages are well used. A write shares the last page if it fits there, so that
// only a pipe with few bytes has a page for each few of them.
func isDense(from int) bool {
	const few = 4 * Buf
	unread, err := Unread(from)
	if err == nil && unread == 0 && Wait(from, unix.POLLIN) == nil {
		unread, err = Unread(from)
	}
	return err == nil && unread >= few
}

// atEnd waits until a pipe has something to move, or has come to its end, and reports
// which. A splice into a pipe without readers fails before it looks at its source.
func atEnd(from int) bool {
	events, err := Poll(from, unix.POLLIN, Forever)
	if err != nil || events&unix.POLLHUP == 0 {
		return false
	}
	unread, err := Unread(from)
	return err == nil && unread == 0
}

// isWriteError reports whether err can only come from the side that is written to.
func isWriteError(err error) bool {
	return errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ENOSPC) ||
		errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}
