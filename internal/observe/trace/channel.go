package trace

import (
	"os"
	"path/filepath"
	"strings"
)

// isFIFO looks at the file system, for a FIFO that no traced process has made.
func isFIFO(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().Type() == os.ModeNamedPipe
}

// channel turns strace's name of a descriptor into that of an Event. It returns nothing
// for what no two processes can share by name, such as an epoll descriptor.
func (p *parser) channel(name string) Channel {
	switch {
	case strings.HasPrefix(name, "/"):
		return p.file(name)
	case strings.HasPrefix(name, "pipe:["):
		return name
	case strings.HasPrefix(name, "UNIX"), strings.HasPrefix(name, "TCP"), strings.HasPrefix(name, "UDP"), strings.HasPrefix(name, "socket:["):
		return p.socket(name)
	}
	return ""
}

// file names what is at a path such as "/tmp/f", "/tmp/f (deleted)", or
// "/dev/pts/1<char 136:1>".
func (p *parser) file(name string) Channel {
	path, device, _ := strings.Cut(name, "<")
	path = string(unescape(strings.TrimSuffix(path, " (deleted)")))
	switch {
	case isTerminal(device):
		return "terminal:" + path
	case device == "" && p.isNamedPipe(path):
		return "fifo:" + path
	}
	return "file:" + path
}

// isTerminal reports whether a device such as "char 136:1>" is a terminal: major numbers
// 4, 5, and 136 to 143 (Documentation/admin-guide/devices.txt of Linux).
func isTerminal(device string) bool {
	numbers, found := strings.CutPrefix(device, "char ")
	major := number(numbers)
	return found && (major == 4 || major == 5 || major >= 136 && major <= 143)
}

// isNamedPipe remembers a FIFO, because it may be removed while it is open.
func (p *parser) isNamedPipe(path string) bool {
	if !p.fifos[path] && p.isFIFO(path) {
		p.fifos[path] = true
	}
	return p.fifos[path]
}

// socket names a socket such as "UNIX-STREAM:[1->2]". When the peer is closed, the kernel
// forgets it, so the first full name stays.
func (p *parser) socket(name string) Channel {
	_, ends, _ := strings.Cut(name, ":[")
	ends, _, _ = strings.Cut(strings.TrimSuffix(ends, "]"), ",")
	own, peer, paired := strings.Cut(ends, "->")
	if full, known := p.sockets[own]; known {
		return full
	}
	full := "socket:[" + ends + "]"
	if paired && peer != "0" {
		p.sockets[own] = full
	}
	return full
}

// pair names the two sockets of socketpair(2), even if strace was not allowed to ask for
// the peers.
func (p *parser) pair(first, second string) {
	one, other := inode(first), inode(second)
	if one != "" && other != "" {
		p.sockets[one] = "socket:[" + one + "->" + other + "]"
		p.sockets[other] = "socket:[" + other + "->" + one + "]"
	}
}

func inode(name string) string {
	_, ends, _ := strings.Cut(name, ":[")
	own, _, _ := strings.Cut(strings.TrimSuffix(ends, "]"), "->")
	own, _, _ = strings.Cut(own, ",")
	return own
}

// path returns the path that a call names, relative to the folder at its descriptor.
func (p *parser) path(folder, quoted string) string {
	data, _ := unquote(quoted)
	path := string(data)
	_, dir := descriptor(strings.Replace(folder, "AT_FDCWD", "0", 1))
	switch {
	case path == "" || filepath.IsAbs(path):
	case strings.HasPrefix(dir, "/"):
		path = filepath.Join(string(unescape(dir)), path)
	case p.dir != "":
		path = filepath.Join(p.dir, path)
	}
	if parent, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil && path != "" {
		path = filepath.Join(parent, filepath.Base(path)) // as in the name of a descriptor
	}
	return path
}
