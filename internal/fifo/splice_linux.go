package fifo

import (
	"errors"

	"golang.org/x/sys/unix"
)

// run moves everything. splice(2) moves pages instead of copying bytes; where it
// can't, the plain way goes on from where it stopped. A splice that fails has taken
// nothing from its source, so that after a writeError run can be called again.
func (t *transfer) run() error {
	if !canSplice(t.to, t.from) {
		return t.copyPlainly()
	}
	const most = 1 << 30 // the pipe sets the real limit
	for len(t.pending) == 0 {
		n, err := retry(func() (int64, error) { return unix.Splice(t.from, nil, t.to, nil, most, 0) })
		switch {
		case errors.Is(err, unix.EAGAIN): // somebody has made one of them non-blocking
			if err := errors.Join(wait(t.from, unix.POLLIN), wait(t.to, unix.POLLOUT)); err != nil {
				return err
			}
		case errors.Is(err, unix.EPIPE) && atEnd(t.from):
			return nil
		case isWriteError(err):
			return &writeError{err}
		case err != nil: // of either side, or no splice here: reading and writing will tell
			return t.copyPlainly()
		case n == 0:
			return nil
		default:
			t.count(n)
		}
	}
	return t.copyPlainly()
}

// canSplice tells whether a splice is as good as a copy. From a regular file it is
// not: what the pipe then holds are the pages of the file, which change with it
// after the writer has ended. To one it is not: it goes where the file's offset was
// before it waited for data, over what others have written there meanwhile. From or
// to a terminal or a socket it is not, either: while it waits there it keeps the pipe
// locked, and whoever is at the other end of the pipe can't even be killed.
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

// atEnd tells whether a pipe has nothing more to move. A splice into a pipe without
// readers does not look: it fails first.
func atEnd(from int) bool {
	if wait(from, unix.POLLIN) != nil {
		return false
	}
	left, err := unread(from)
	return err == nil && left == 0
}

// isWriteError tells whether err can only come from the side that is written to.
func isWriteError(err error) bool {
	return errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ENOSPC) ||
		errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}

// unread returns how many bytes nobody has read yet. Linux tells that of a pipe at
// either end.
func unread(descriptor int) (int, error) {
	return unix.IoctlGetInt(descriptor, unix.TIOCINQ)
}
