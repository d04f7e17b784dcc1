//go:build unix && !linux

package fifo

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

func locate(path string) (place, error) {
	var stat unix.Stat_t
	if err := unix.Stat(path, &stat); err != nil {
		return place{}, err
	}
	return checked(-1, stat)
}

func (p *place) open(path string, flags int) (int, error) {
	return p.openByPath(path, flags|unix.O_CLOEXEC|unix.O_NOCTTY)
}

func (p *place) realPath(path string) (string, error) { return filepath.EvalSymlinks(path) }

// awaitWriter waits until a writer has come. What a writer leaves behind that has
// come and gone before stays, for the FIFO is open all the time, and is read with
// what the next one brings.
func (e *End) awaitWriter() error {
	waited := e.waitFor(e.peer, e.soFar())
	descriptor, err := e.place.open(e.path, unix.O_RDONLY)
	waited(err)
	if err == nil {
		unix.Close(descriptor)
	}
	return e.failed(err)
}

func enlarge(int) {}
