//go:build unix && !linux

package fifo

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path, and has trust judge it in its folder.
func locate(path string, trust func(file, folder unix.Stat_t) error) (place, error) {
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
		return place{}, err
	}
	return checked(-1, file)
}

func (p *place) open(path string, flags int) (int, error) {
	return p.openByPath(path, flags|unix.O_CLOEXEC|unix.O_NOCTTY)
}

// awaitWriter waits until a writer has come. What a writer leaves behind that has
// come and gone before stays, for the FIFO is open all the time, and is read with
// what the next one brings.
func (e *End) awaitWriter() error {
	waited := e.waitFor(e.peer, ": "+e.soFar())
	descriptor, err := e.place.open(e.path, unix.O_RDONLY)
	waited(err)
	if err == nil {
		unix.Close(descriptor)
	}
	return e.failed(err)
}
