package fifo

import (
	"errors"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// handle refers to a FIFO.
type handle struct {
	descriptor int // of O_PATH, open(2), where the system has that; else -1
	stat       unix.Stat_t
}

var errNotFIFO = errors.New("not a FIFO")

// asFIFO returns the handle if it refers to a FIFO.
func asFIFO(h handle) (handle, error) {
	if h.stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return handle{}, errNotFIFO
	}
	return h, nil
}

// sameFile reports whether stat is of the file that the handle refers to.
func (h *handle) sameFile(stat unix.Stat_t) bool {
	return stat.Dev == h.stat.Dev && stat.Ino == h.stat.Ino
}

// isGone reports whether the FIFO had a name and has none any more, as far as the system
// shows that.
func (h *handle) isGone() bool {
	var now unix.Stat_t
	return h.stat.Nlink > 0 && h.descriptor >= 0 && unix.Fstat(h.descriptor, &now) == nil && now.Nlink == 0
}

// openByPath opens path, and checks afterwards that this is the file of the handle.
func (h *handle) openByPath(path string, flags int) (int, error) {
	descriptor, err := pipe.Retry(func() (int, error) { return unix.Open(path, flags, 0) })
	if err != nil {
		return -1, err
	}
	var stat unix.Stat_t
	err = unix.Fstat(descriptor, &stat)
	if err == nil && !h.sameFile(stat) {
		err = errors.New("replaced by another file")
	}
	if err != nil {
		unix.Close(descriptor)
		return -1, err
	}
	return descriptor, nil
}
