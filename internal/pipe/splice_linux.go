package pipe

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"
)

// Run moves everything up to the end of input. It returns a WriteError, or an error of
// From. After a WriteError it can be called again, and continues with the first byte that
// has not arrived.
//
// splice(2) moves pages instead of copying bytes. A splice that fails has taken nothing
// from its source, so Run can read and write instead at any time.
func (c *Copy) Run() error {
	if !canSplice(c.To, c.From) {
		return c.plain()
	}
	for len(c.pending) == 0 {
		if c.OwnTo {
			dense, err := c.awaitDense()
			if err == nil && !dense {
				err = c.copyOnce()
			}
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			case !dense:
				continue
			case c.shouldStop():
				return ErrStopped
			}
		} else if unread, _ := Unread(c.From); unread == 0 {
			if err := c.AwaitInput(); err != nil {
				return err
			}
		}
		// A splice that waits for room ends when the reader leaves. But it ignores Idle.
		flags := 0
		if c.Idle != nil {
			flags = unix.SPLICE_F_NONBLOCK
		}
		n, err := Retry(func() (int64, error) { return unix.Splice(c.From, nil, c.To, nil, maxCall, flags) })
		switch {
		case errors.Is(err, unix.EAGAIN): // or another program has set O_NONBLOCK
			if err := c.AwaitInput(); err != nil {
				return err
			}
			if err := c.AwaitRoom(); err != nil {
				return err
			}
		case errors.Is(err, unix.EPIPE) && awaitEnd(c.From):
			return nil
		case isWriteError(err):
			return &WriteError{err}
		case err != nil: // read and write then show which side failed
			return c.plain()
		case n == 0:
			return nil
		default:
			c.count(n)
		}
	}
	return c.plain()
}

// canSplice reports whether a splice does the same as a copy. In these cases it does not:
//
//   - From a regular file, the pipe gets the file's own pages, and changes with the file.
//   - To a regular file, a splice writes at the offset from before its wait, over bytes
//     that other programs have written there meanwhile.
//   - From or to a terminal or a socket, a splice locks the pipe while it waits. Then not
//     even SIGKILL ends the process at the pipe's other end.
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
		const memory = 1 // the major number of /dev/null, where no write waits
		return unix.Major(target.Rdev) == memory
	}
	return false
}

// awaitDense waits until From has something to read, and reports whether its pages are
// well used. A write that fits into the last page shares it. So pages are badly used only
// while the pipe holds few bytes.
func (c *Copy) awaitDense() (bool, error) {
	const few = 4 * Buf
	unread, err := Unread(c.From)
	if err == nil && unread == 0 {
		if err := c.AwaitInput(); err != nil {
			return false, err
		}
		unread, err = Unread(c.From)
	}
	return err == nil && unread >= few, nil
}

// isWriteError reports whether only To can cause err.
func isWriteError(err error) bool {
	return errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ENOSPC) ||
		errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}
