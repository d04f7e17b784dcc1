package trace

import "strings"

// begins reports a call that may wait. strace shows the beginning of a call alone only if
// something else happens before its end.
func (p *parser) begins(l line, pid int, c *call) {
	e := Event{PID: pid, Kind: Wait, Call: c.name, Descriptor: -1}
	switch c.name {
	case "wait4", "waitpid", "waitid":
		e.Peer = p.awaited(pid, c)
	case "pause", "rt_sigsuspend", "rt_sigtimedwait":
	case "open", "openat", "openat2", "creat":
		path := p.path(openPath(c))
		if !p.isNamedPipe(path) {
			return
		}
		e.Channel = "fifo:" + path
	default:
		if !reads[c.name] && !writes[c.name] && c.name != "splice" && c.name != "tee" {
			return
		}
		fd, name := descriptor(c.arg(0))
		e.Descriptor, e.Channel = fd, p.channel(name)
		if e.Channel == "" || strings.HasPrefix(e.Channel, "file:") {
			return
		}
	}
	p.report(l, e)
}

var reads = map[string]bool{"read": true, "readv": true, "pread64": true, "preadv": true, "recvfrom": true, "recvmsg": true}
var writes = map[string]bool{"write": true, "writev": true, "pwrite64": true, "pwritev": true, "sendto": true, "sendmsg": true, "vmsplice": true}

// finishes reports a call that has ended.
func (p *parser) finishes(l line, pid int, c *call) {
	if e, is := p.send(l.tid, c); is {
		p.report(l, e)
		return
	}
	if strings.HasPrefix(c.name, "mknod") {
		p.makesNode(l, pid, c)
		return
	}
	if c.err != "" {
		p.fails(l, pid, c)
		return
	}
	switch c.name {
	case "execve":
		p.executes(l, pid, c, 0)
	case "execveat":
		p.executes(l, pid, c, 1)
	case "wait4", "waitpid", "waitid":
		p.reaps(l, pid, c)
	case "rt_sigaction", "sigaction", "signal":
		p.handles(l, pid, c)
	case "rt_sigtimedwait":
		p.taken(l, pid, c)
	case "pipe", "pipe2", "socketpair":
		p.connects(l, pid, c)
	case "open", "openat", "openat2", "creat":
		p.opens(l, pid, c)
	case "pidfd_open":
		p.pidfds[pidfd{pid, c.value}] = number(c.arg(0))
	case "close":
		p.closes(l, pid, c)
	default:
		p.moves(l, pid, c)
	}
}

func (p *parser) executes(l line, pid int, c *call, first int) {
	path, _ := unquote(c.arg(first))
	e := Event{PID: pid, Kind: Exec, Call: c.name, Args: []string{string(path)}}
	if list := c.arg(first + 1); strings.HasPrefix(list, "[") {
		words, _ := splitArgs(list, 1, ']')
		for _, word := range words[min(1, len(words)):] {
			data, _ := unquote(word)
			e.Args = append(e.Args, string(data))
		}
	}
	p.executed(pid)
	p.report(l, e)
}

// reaps reports a child that a wait has returned. A child that has only stopped or goes
// on is not reaped, nor is one with WNOWAIT (waitid(2)).
func (p *parser) reaps(l line, pid int, c *call) {
	e := Event{PID: pid, Kind: Reap, Call: c.name, Peer: c.value}
	status := c.arg(1)
	if c.name == "waitid" {
		status = c.arg(2)
		e.Peer = number(field(status, "si_pid"))
		if status == "NULL" {
			e.Peer = p.awaited(pid, c)
		}
		if strings.Contains(c.arg(3), "WNOWAIT") {
			return
		}
	}
	for _, other := range []string{"WIFSTOPPED", "WIFCONTINUED", "CLD_STOPPED", "CLD_TRAPPED", "CLD_CONTINUED"} {
		if strings.Contains(status, other) {
			return
		}
	}
	if e.Peer <= 0 {
		return
	}
	if end, known := p.ends[e.Peer]; known {
		e.Status, e.Signal = end.Status, end.Signal
	} else {
		e.Status, e.Signal = waitStatus(status)
	}
	p.report(l, e)
}

// isPoll reports whether a call of waitpid(2) does not wait. strace shows the options at
// the end of the call only.
func isPoll(c *call) bool {
	switch c.name {
	case "wait4", "waitpid":
		return strings.Contains(c.arg(2), "WNOHANG")
	case "waitid":
		return strings.Contains(c.arg(3), "WNOHANG")
	}
	return false
}

// awaited returns the process that a call waits for, or 0 for any.
func (p *parser) awaited(pid int, c *call) int {
	if c.name != "waitid" {
		return max(number(c.arg(0)), 0)
	}
	switch c.arg(0) {
	case "P_PID":
		return number(c.arg(1))
	case "P_PIDFD":
		return p.pidfd(pid, c.arg(1))
	}
	return 0
}

func (p *parser) connects(l line, pid int, c *call) {
	list, kind := c.arg(0), Pipe
	if c.name == "socketpair" {
		list, kind = c.arg(3), Pair
	}
	if !strings.HasPrefix(list, "[") {
		return
	}
	ends, _ := splitArgs(list, 1, ']')
	if len(ends) != 2 {
		return
	}
	fd, name := descriptor(ends[0])
	peer, peerName := descriptor(ends[1])
	if kind == Pair {
		p.pair(name, peerName)
	}
	p.report(l, Event{PID: pid, Kind: kind, Call: c.name, Descriptor: fd, Channel: p.channel(name), Peer: peer})
}

// makesNode reports a FIFO that was made, and no other kind of file.
func (p *parser) makesNode(l line, pid int, c *call) {
	folder, path, mode := "", c.arg(0), c.arg(1)
	if c.name == "mknodat" {
		folder, path, mode = c.arg(0), c.arg(1), c.arg(2)
	}
	if !strings.HasPrefix(mode, "S_IFIFO") {
		return
	}
	name := p.path(folder, path)
	if c.err == "" {
		p.fifos[name] = true
	}
	p.report(l, Event{PID: pid, Kind: MkFIFO, Call: c.name, Channel: "fifo:" + name, Err: c.err})
}

// openPath returns the folder and the path of a call that opens a file.
func openPath(c *call) (folder, path string) {
	if strings.HasPrefix(c.name, "openat") {
		return c.arg(0), c.arg(1)
	}
	return "", c.arg(0)
}

func (p *parser) opens(l line, pid int, c *call) {
	fd, name := descriptor(c.result)
	e := Event{PID: pid, Kind: Open, Call: c.name, Descriptor: fd, Channel: p.channel(name)}
	flags := "O_WRONLY|O_CREAT|O_TRUNC" // creat(2)
	switch c.name {
	case "open":
		flags = c.arg(1)
	case "openat":
		flags = c.arg(2)
	case "openat2":
		flags = field(c.arg(2), "flags")
	}
	e.Args = strings.Split(flags, "|")
	if e.Channel != "" && !strings.Contains(flags, "O_DIRECTORY") {
		p.report(l, e)
	}
}

func (p *parser) closes(l line, pid int, c *call) {
	fd, name := descriptor(c.arg(0))
	delete(p.pidfds, pidfd{pid, fd})
	if channel := p.channel(name); channel != "" {
		p.report(l, Event{PID: pid, Kind: Close, Call: c.name, Descriptor: fd, Channel: channel})
	}
}
