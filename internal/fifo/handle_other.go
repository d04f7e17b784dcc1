//go:build unix && !linux

package fifo

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path, and calls create if it is missing. trust judges the
// file and each folder above it, but no symbolic link.
func locate(path string, trust trustFunc, create createFunc) (handle, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if errors.Is(err, unix.ENOENT) {
		err = create(unix.AT_FDCWD, path)
		if _, noLink := os.Readlink(path); errors.Is(err, unix.EEXIST) && noLink == nil {
			return handle{}, errDangling
		}
		if err == nil || errors.Is(err, unix.EEXIST) {
			return locate(path, trust, create) // create, or a peer, has created it
		}
	}
	if err != nil {
		return handle{}, err
	}
	found := handle{descriptor: -1, folder: unix.AT_FDCWD, name: resolved}
	if err := unix.Stat(resolved, &found.stat); err != nil {
		return handle{}, err
	}
	for file := found.stat; resolved != filepath.Dir(resolved); resolved = filepath.Dir(resolved) {
		var folder unix.Stat_t
		if err := unix.Stat(filepath.Dir(resolved), &folder); err != nil {
			return handle{}, err
		}
		if err := trust(filepath.Base(resolved), file, folder); err != nil {
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
