//go:build unix && !linux

package fifo

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path, and trust judges it in its folder.
func locate(path string, trust func(file, folder unix.Stat_t) error) (handle, error) {
	path, err := filepath.EvalSymlinks(path)
	var file, folder unix.Stat_t
	if err == nil {
		err = unix.Stat(path, &file)
	}
	if err == nil {
		err = unix.Stat(filepath.Dir(path), &folder)
	}
	if err == nil {
		err = trust(file, folder)
	}
	if err != nil {
		return handle{}, err
	}
	return asFIFO(handle{descriptor: -1, stat: file})
}

func (h *handle) open(path string, flags int) (int, error) {
	return h.openByPath(path, flags|unix.O_CLOEXEC|unix.O_NOCTTY)
}

// isUnnamed returns false, since these systems do not show it.
func (h *handle) isUnnamed() bool { return false }
