package fifo

import (
	"errors"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// handle refers to a FIFO, and to its name in the folder where it was found.
type handle struct {
	descriptor int // opened with O_PATH (open(2)); -1 where the system lacks that
	stat       unix.Stat_t
	folder     int // opened with O_PATH; AT_FDCWD where the system lacks that
	name       string
}

var (
	errNotFIFO  = errors.New("not a FIFO")
	errDangling = errors.New("symbolic link to nothing")
	errReplaced = errors.New("replaced by another file")
)

// trustFunc judges the file called name in its folder; createFunc creates it.
type (
	trustFunc  func(name string, file, folder unix.Stat_t) error
	createFunc func(folder int, name string) error
)

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

// close closes the descriptors of a handle that locate has returned.
func (h *handle) close() {
	for _, descriptor := range []int{h.descriptor, h.folder} {
		if descriptor > 0 { // neither 0, as in an empty handle, nor AT_FDCWD
			unix.Close(descriptor)
		}
	}
}

// isGone reports whether the FIFO has lost its name, as far as the system shows that.
func (h *handle) isGone() bool {
	var now unix.Stat_t
	return h.stat.Nlink > 0 && h.descriptor >= 0 && unix.Fstat(h.descriptor, &now) == nil && now.Nlink == 0
}

// remove removes the FIFO from its folder. It returns ENOENT if the FIFO no longer has
// its name there. No system can remove a file by its inode, so the owner of the folder
// can still swap files between the two calls.
func (h *handle) remove() error {
	var stat unix.Stat_t
	err := unix.Fstatat(h.folder, h.name, &stat, unix.AT_SYMLINK_NOFOLLOW)
	if err == nil && !h.sameFile(stat) {
		err = unix.ENOENT
	}
	if err == nil {
		err = unix.Unlinkat(h.folder, h.name, 0)
	}
	if errors.Is(err, unix.EISDIR) {
		err = unix.ENOENT // a folder has the name now
	}
	return err
}

// openByName opens the file by its name in the folder, and then checks that it is the
// file of the handle.
func (h *handle) openByName(flags int) (int, error) {
	descriptor, err := pipe.Retry(func() (int, error) { return unix.Openat(h.folder, h.name, flags, 0) })
	if err != nil {
		return -1, err
	}
	var stat unix.Stat_t
	err = unix.Fstat(descriptor, &stat)
	if err == nil && !h.sameFile(stat) {
		err = errReplaced
	}
	if err != nil {
		unix.Close(descriptor)
		return -1, err
	}
	return descriptor, nil
}
