package fifo

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// locate finds the FIFO called path, and calls create if it is missing. It goes from
// folder to folder as the kernel does (path_resolution(7)), and trust judges each file
// and symbolic link on the way. O_PATH descriptors refer to files without opening them
// (open(2)): so the file that was checked is the file that is opened.
func locate(path string, trust trustFunc, create createFunc) (located handle, err error) {
	const maxLinks = 40 // path_resolution(7)
	isTarget := false   // path is the target of a link that has the name of the FIFO
	folder, err := startOf(path)
	defer func() {
		if folder.descriptor != located.folder { // not found, or found through /proc
			folder.folder = unix.AT_FDCWD
			folder.close()
		}
	}()
	for links := 0; err == nil && links <= maxLinks; {
		path = strings.TrimLeft(path, "/")
		name, rest, isFolder := strings.Cut(path, "/")
		var found handle
		var link string
		found, link, err = resolve(folder, cmp.Or(name, "."), trust)
		switch {
		case errors.Is(err, unix.ENOENT) && isTarget:
			return handle{}, errDangling
		case errors.Is(err, unix.ENOENT) && !isFolder:
			err = create(folder.descriptor, name)
			if errors.Is(err, unix.EEXIST) {
				err = nil // a peer has created it
			}
		case err != nil:
			return handle{}, err
		case link != "":
			links++
			isTarget = isTarget || strings.Trim(rest, "/") == ""
			path = link + path[len(name):]
			if filepath.IsAbs(link) {
				unix.Close(folder.descriptor)
				folder, err = startOf(link)
			}
		case isFolder:
			unix.Close(folder.descriptor)
			folder, path = found, rest
		default:
			if located, err = asFIFO(found); err != nil {
				if found.folder == folder.descriptor {
					found.folder = unix.AT_FDCWD // folder is closed above
				}
				found.close()
			}
			return located, err
		}
	}
	if err == nil {
		err = unix.ELOOP
	}
	return handle{}, err
}

// startOf returns the folder where path starts.
func startOf(path string) (handle, error) {
	switch {
	case path == "":
		return handle{}, unix.ENOENT
	case filepath.IsAbs(path):
		return statAt(unix.AT_FDCWD, "/", 0)
	default:
		return statAt(unix.AT_FDCWD, ".", 0)
	}
}

// resolve returns the file called name in folder. If that is a symbolic link, it returns
// the path in the link instead.
func resolve(folder handle, name string, trust trustFunc) (found handle, link string, err error) {
	// O_DIRECTORY triggers an automount, which O_PATH alone does not (open(2)).
	found, err = statAt(folder.descriptor, name, unix.O_NOFOLLOW|unix.O_DIRECTORY)
	if errors.Is(err, unix.ENOTDIR) {
		found, err = statAt(folder.descriptor, name, unix.O_NOFOLLOW)
	}
	if err == nil && name != "." && name != ".." {
		if err = trust(name, found.stat, folder.stat); err != nil {
			unix.Close(found.descriptor)
		}
	}
	if err != nil || found.stat.Mode&unix.S_IFMT != unix.S_IFLNK {
		return found, "", err
	}
	defer unix.Close(found.descriptor)
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(found.descriptor, "", buffer)
	if err != nil {
		return handle{}, "", err
	}
	link = string(buffer[:n])
	var system unix.Statfs_t
	if unix.Fstatfs(folder.descriptor, &system) == nil && system.Type == unix.PROC_SUPER_MAGIC {
		// A link in /proc/PID/fd leads to an open file, and holds its last path
		// (proc(5)).
		found, err := statAt(folder.descriptor, name, 0)
		if err != nil {
			return handle{}, "", err
		}
		if named, err := statAt(unix.AT_FDCWD, filepath.Dir(link), 0); err == nil {
			found.folder, found.name = named.descriptor, filepath.Base(link)
		}
		return found, "", nil
	}
	return handle{}, link, nil
}

// makeFIFO creates a FIFO with exactly the permissions of mode, even if a default ACL of
// the folder withholds some of them (acl(5)).
func makeFIFO(folder int, name string, mode uint32) error {
	if err := unix.Mkfifoat(folder, name, mode); err != nil {
		return err
	}
	made, err := statAt(folder, name, unix.O_NOFOLLOW)
	if err != nil {
		return err
	}
	defer unix.Close(made.descriptor)
	switch {
	case made.stat.Mode == unix.S_IFIFO|mode:
		return nil
	case made.stat.Mode&unix.S_IFMT != unix.S_IFIFO, made.stat.Uid != uint32(os.Geteuid()), made.stat.Nlink != 1:
		return errReplaced
	}
	if err := unix.Chmod(made.link(), mode); err != nil {
		return fmt.Errorf("its mode can't be set: %w", err)
	}
	return nil
}

// statAt returns a handle of the file called name in folder.
func statAt(folder int, name string, flags int) (handle, error) {
	descriptor, err := pipe.Retry(func() (int, error) {
		return unix.Openat(folder, name, unix.O_PATH|unix.O_CLOEXEC|flags, 0)
	})
	if err != nil {
		return handle{}, err
	}
	found := handle{descriptor: descriptor, folder: folder, name: name}
	if err := unix.Fstat(descriptor, &found.stat); err != nil {
		unix.Close(descriptor)
		return handle{}, err
	}
	return found, nil
}

// isUnnamed reports whether the pipe has no name: it is in the kernel's own file system.
func (h *handle) isUnnamed() bool {
	var system unix.Statfs_t
	return unix.Fstatfs(h.descriptor, &system) == nil && system.Type == unix.PIPEFS_MAGIC
}

// link returns the path in /proc that leads to the file. There is no other way to open
// the file of an O_PATH descriptor.
func (h *handle) link() string { return fmt.Sprintf("/proc/self/fd/%d", h.descriptor) }

// open opens the FIFO. If /proc is not mounted, it opens the FIFO by its name.
func (h *handle) open(flags int) (int, error) {
	flags |= unix.O_CLOEXEC
	descriptor, err := pipe.Retry(func() (int, error) { return unix.Open(h.link(), flags, 0) })
	if errors.Is(err, unix.ENOENT) {
		return h.openByName(flags | unix.O_NOCTTY)
	}
	return descriptor, err
}
