package fifo

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// locate finds the FIFO called path. trust judges it in its folder, and each symbolic
// link in place of the file. Its descriptors refer to files without opening them (O_PATH,
// open(2)): the file that was checked, in the folder that was checked, is the file that
// is opened.
func locate(path string, trust func(file, folder unix.Stat_t) error) (handle, error) {
	const maxLinks = 40      // path_resolution(7)
	for range maxLinks + 1 { // and the file itself
		end := strings.LastIndexByte(strings.TrimRight(path, "/"), '/') + 1
		folder, name := path[:end], path[end:]
		found, link, err := resolve(folder, name, trust)
		switch {
		case err != nil:
			return handle{}, err
		case link == "":
			return asFIFO(found)
		case filepath.IsAbs(link):
			path = link
		default:
			path = folder + link
		}
	}
	return handle{}, unix.ELOOP
}

// resolve finds the file called name in folder, or, if that is a symbolic link, the path
// that the link holds.
func resolve(folder, name string, trust func(file, folder unix.Stat_t) error) (found handle, link string, err error) {
	in, err := statAt(unix.AT_FDCWD, cmp.Or(folder, "."), 0)
	if err != nil {
		return handle{}, "", err
	}
	defer unix.Close(in.descriptor)
	found, err = statAt(in.descriptor, name, unix.O_NOFOLLOW)
	if err != nil {
		return handle{}, "", err
	}
	if err := trust(found.stat, in.stat); err != nil {
		return handle{}, "", err
	}
	if found.stat.Mode&unix.S_IFMT != unix.S_IFLNK {
		return found, "", nil
	}
	defer unix.Close(found.descriptor)
	var system unix.Statfs_t
	if unix.Fstatfs(in.descriptor, &system) == nil && system.Type == unix.PROC_SUPER_MAGIC {
		// A link in /proc/PID/fd holds no path: it leads to an open file (proc(5)).
		found, err := statAt(in.descriptor, name, 0)
		return found, "", err
	}
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(found.descriptor, "", buffer)
	return handle{}, string(buffer[:max(n, 0)]), err
}

// statAt returns a handle of the file called name in folder, and its stat.
func statAt(folder int, name string, flags int) (handle, error) {
	descriptor, err := pipe.Retry(func() (int, error) {
		return unix.Openat(folder, name, unix.O_PATH|unix.O_CLOEXEC|flags, 0)
	})
	if err != nil {
		return handle{}, err
	}
	found := handle{descriptor: descriptor}
	if err := unix.Fstat(descriptor, &found.stat); err != nil {
		unix.Close(descriptor)
		return handle{}, err
	}
	return found, nil
}

// isUnnamed reports whether the pipe is in no folder, but in the kernel's own file
// system.
func (h *handle) isUnnamed() bool {
	var system unix.Statfs_t
	return unix.Fstatfs(h.descriptor, &system) == nil && system.Type == unix.PIPEFS_MAGIC
}

// open opens the FIFO through /proc, which is the only way from an O_PATH descriptor to
// an open file; where /proc is not mounted it opens path.
func (h *handle) open(path string, flags int) (int, error) {
	flags |= unix.O_CLOEXEC
	link := fmt.Sprintf("/proc/self/fd/%d", h.descriptor)
	descriptor, err := pipe.Retry(func() (int, error) { return unix.Open(link, flags, 0) })
	if errors.Is(err, unix.ENOENT) {
		return h.openByPath(path, flags|unix.O_NOCTTY)
	}
	return descriptor, err
}
