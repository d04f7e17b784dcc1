package fifo

import (
	"errors"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// Writers of whole records take turns, and so do readers of records, each by locks of
// their own, so that a reader never waits for a writer's lock, nor a writer for a
// reader's. The kernel unlocks for a process that ends.
//
//   - A reader holds flock(2) on the FIFO.
//   - A writer holds a lock on byte 0 of the open file description (fcntl(2)), which
//     flock does not see.
//   - A reader that has seen a part of a record, and waits for its end, marks that by a
//     shared lock on byte 1, which a read end may have.

// ErrLocked means that another process holds the lock.
var ErrLocked = errors.New("locked")

const (
	turn    = 0
	endMark = 1
)

// TryLockReaders locks the FIFO among readers of records, or returns ErrLocked.
func TryLockReaders(descriptor int) error {
	err := flock(descriptor, unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// LockReaders locks the FIFO among readers of records, and waits for its turn.
func LockReaders(descriptor int) error { return flock(descriptor, unix.LOCK_EX) }

// UnlockReaders lets the next reader of records have its turn.
func UnlockReaders(descriptor int) error { return flock(descriptor, unix.LOCK_UN) }

func flock(descriptor, how int) error {
	_, err := pipe.Retry(func() (int, error) { return 0, unix.Flock(descriptor, how) })
	return err
}

// TryLockWriters locks the FIFO among writers of whole records, or returns ErrLocked.
func TryLockWriters(descriptor int) error {
	err := setLock(descriptor, unix.F_OFD_SETLK, unix.F_WRLCK, turn)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return ErrLocked
	}
	return err
}

// LockWriters locks the FIFO among writers of whole records, and waits for its turn.
func LockWriters(descriptor int) error {
	return setLock(descriptor, unix.F_OFD_SETLKW, unix.F_WRLCK, turn)
}

// UnlockWriters lets the next writer of whole records have its turn.
func UnlockWriters(descriptor int) error {
	return setLock(descriptor, unix.F_OFD_SETLK, unix.F_UNLCK, turn)
}

// MarkAwaitsEnd shows to writers whether this reader waits for the end of a record.
func MarkAwaitsEnd(descriptor int, waits bool) error {
	kind := int16(unix.F_UNLCK)
	if waits {
		kind = unix.F_RDLCK
	}
	return setLock(descriptor, unix.F_OFD_SETLK, kind, endMark)
}

// ReaderAwaitsEnd reports whether a reader waits for the end of a record.
func ReaderAwaitsEnd(descriptor int) bool {
	lock := unix.Flock_t{Type: unix.F_WRLCK, Start: endMark, Len: 1}
	err := unix.FcntlFlock(uintptr(descriptor), unix.F_OFD_GETLK, &lock)
	return err == nil && lock.Type != unix.F_UNLCK
}

func setLock(descriptor, command int, kind int16, start int64) error {
	_, err := pipe.Retry(func() (int, error) {
		lock := unix.Flock_t{Type: kind, Start: start, Len: 1}
		return 0, unix.FcntlFlock(uintptr(descriptor), command, &lock)
	})
	return err
}
