package fifo

import (
	"errors"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// Readers of records take turns among themselves, and so do writers of whole records.
// They use different locks, so that they never wait for each other's. When a process
// ends, the kernel releases its locks.
//
//   - A reader holds a lock of flock(2) on the FIFO.
//   - A writer holds an open file description lock on byte 0 (fcntl(2)). These locks and
//     those of flock do not see each other.
//   - A reader that has seen a part of a record, and waits for the rest, marks this by a
//     shared lock on byte 1, because a read end can have no other (fcntl(2)).

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

// UnlockReaders gives the turn to the next reader of records.
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

// UnlockWriters gives the turn to the next writer of whole records.
func UnlockWriters(descriptor int) error {
	return setLock(descriptor, unix.F_OFD_SETLK, unix.F_UNLCK, turn)
}

// MarkAwaitsEnd shows writers whether this reader waits for the end of a record.
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
