//go:build unix && !linux

package fifo

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path, and create creates it if it is missing. trust judges
// the file and each folder that it is in, but no symbolic link.
func locate(path string, trust trustFunc, create createFunc) (handle, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, unix.ENOENT) {
		err = create(unix.AT_FDCWD, path)
		if _, noLink := os.Readlink(path); errors.Is(err, unix.EEXIST) && noLink == nil {
			return handle{}, errDangling
		}
		if err == nil || errors.Is(err, unix.EEXIST) {
			return locate(path, trust, create) // finds what it, or a peer, has created
		}
	}
	if err != nil {
		return handle{}, err
	}
	found := handle{descriptor: -1, folder: unix.AT_FDCWD, name: real}
	if err := unix.Stat(real, &found.stat); err != nil {
		return handle{}, err
	}
	for file := found.stat; real != filepath.Dir(real); real = filepath.Dir(real) {
		var folder unix.Stat_t
		if err := unix.Stat(filepath.Dir(real), &folder); err != nil {
			return handle{}, err
		}
		if err := trust(filepath.Base(real), file, folder); err != nil {
			return handle{}, err
		}
		file = folder
	}
	return asFIFO(found)
}

// makeFIFO creates a FIFO with exactly the permissions of mode.
func makeFIFO(folder int, name string, mode uint32) error {
	if err := unix.Mkfifo(name, mode); err != nil {
		return err
	}
	return unix.Fchmodat(folder, name, mode, unix.AT_SYMLINK_NOFOLLOW)
}

func (h *handle) open(flags int) (int, error) {
	return h.openByName(flags | unix.O_CLOEXEC | unix.O_NOCTTY)
}

// isUnnamed returns false, since these systems do not show it.
func (h *handle) isUnnamed() bool { return false }
