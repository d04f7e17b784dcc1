package fifo

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// locate finds the FIFO called path, and has trust judge it in its folder, and also
// a symbolic link that leads there. It does so by descriptors that refer to files
// without being open for reading or writing, O_PATH in open(2): what is looked at is
// then what is opened, was in that folder, and nothing that is not a FIFO is opened.
func locate(path string, trust func(file, folder unix.Stat_t) error) (place, error) {
	const mostLinks = 40 // path_resolution(7)
	for range mostLinks {
		end := strings.LastIndexByte(strings.TrimRight(path, "/"), '/') + 1
		folder, name := path[:end], path[end:]
		found, link, err := lookUp(folder, name, trust)
		switch {
		case err != nil:
			return place{}, err
		case link == "":
			return checked(found.descriptor, found.stat)
		case filepath.IsAbs(link):
			path = link
		default:
			path = folder + link
		}
	}
	return place{}, unix.ELOOP
}

// lookUp finds what is called name in folder, or, if that is a symbolic link, the
// path that it holds.
func lookUp(folder, name string, trust func(file, folder unix.Stat_t) error) (found place, link string, err error) {
	in, err := at(unix.AT_FDCWD, cmp.Or(folder, "."), 0)
	if err != nil {
		return place{}, "", err
	}
	defer unix.Close(in.descriptor)
	found, err = at(in.descriptor, name, unix.O_NOFOLLOW)
	if err != nil {
		return place{}, "", err
	}
	if err := trust(found.stat, in.stat); err != nil {
		return place{}, "", err
	}
	if found.stat.Mode&unix.S_IFMT != unix.S_IFLNK {
		return found, "", nil
	}
	defer unix.Close(found.descriptor)
	var system unix.Statfs_t
	if unix.Fstatfs(in.descriptor, &system) == nil && system.Type == unix.PROC_SUPER_MAGIC {
		// Such a link holds no path: it is a file that a process has open, proc(5).
		found, err := at(in.descriptor, name, 0)
		return found, "", err
	}
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(found.descriptor, "", buffer)
	return place{}, string(buffer[:max(n, 0)]), err
}

// at returns the place of name in folder.
func at(folder int, name string, flags int) (place, error) {
	descriptor, err := retry(func() (int, error) {
		return unix.Openat(folder, name, unix.O_PATH|unix.O_CLOEXEC|flags, 0)
	})
	if err != nil {
		return place{}, err
	}
	found := place{descriptor: descriptor}
	if err := unix.Fstat(descriptor, &found.stat); err != nil {
		unix.Close(descriptor)
		return place{}, err
	}
	return found, nil
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
	waited := e.waitFor(e.peer, ": "+e.soFar())
	go func() {
		blocking, err := e.place.open(e.path, unix.O_RDONLY)
		waited(err)
		unix.Close(blocking)
	}()
	err = wait(descriptor, unix.POLLIN)
	waited(err)
	return e.failed(err)
}
