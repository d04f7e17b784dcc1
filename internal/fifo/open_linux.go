package fifo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path. It does so by a descriptor that refers to a
// file without being open for reading or writing, O_PATH in open(2): what is looked
// at is then what is opened, and nothing that is not a FIFO is ever opened.
func locate(path string) (place, error) {
	descriptor, err := retry(func() (int, error) {
		return unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return place{}, err
	}
	var stat unix.Stat_t
	if err := unix.Fstat(descriptor, &stat); err != nil {
		return place{}, err
	}
	return checked(descriptor, stat)
}

// open opens the FIFO. The way from an O_PATH descriptor to an open one leads
// through /proc.
func (p *place) open(path string, flags int) (int, error) {
	flags |= unix.O_CLOEXEC
	descriptor, err := retry(func() (int, error) { return unix.Open(p.link(), flags, 0) })
	if errors.Is(err, unix.ENOENT) {
		return p.openByPath(path, flags|unix.O_NOCTTY)
	}
	return descriptor, err
}

func (p *place) link() string { return fmt.Sprintf("/proc/self/fd/%d", p.descriptor) }

// realPath returns the path of the FIFO without symbolic links.
func (p *place) realPath(path string) (string, error) {
	if real, err := os.Readlink(p.link()); err == nil {
		return real, nil
	}
	return filepath.EvalSymlinks(path)
}

// awaitWriter waits until there is something to read, or a writer has come.
//
// A descriptor without writers hangs up at once, fifo(7), but one that is opened
// only now, without blocking, does not before a writer has come since. What that
// writer leaves behind stays, for the FIFO is open all the time. A writer that has
// nothing to say yet is no event for poll(2), only for an open that blocks.
func (e *End) awaitWriter() error {
	descriptor, err := e.place.open(e.path, unix.O_RDONLY|unix.O_NONBLOCK)
	if err != nil {
		return e.failed(err)
	}
	defer unix.Close(descriptor)
	waited := e.waitFor(e.peer, e.soFar())
	go func() {
		blocking, err := e.place.open(e.path, unix.O_RDONLY)
		waited(err)
		unix.Close(blocking)
	}()
	err = wait(descriptor, unix.POLLIN)
	waited(err)
	return e.failed(err)
}

// enlarge makes the pipe as large as anybody may by default, pipe(7): a system
// call then moves more, and either side runs longer before it has to wait.
func enlarge(descriptor int) {
	const most = 1 << 20 // /proc/sys/fs/pipe-max-size
	unix.FcntlInt(uintptr(descriptor), unix.F_SETPIPE_SZ, most)
}
