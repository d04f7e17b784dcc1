package trace

import (
	"strings"
	"syscall"
)

// moves reports a call that reads, writes, or both.
func (p *parser) moves(l line, pid int, c *call) {
	if c.value < 0 {
		return
	}
	switch {
	case reads[c.name]:
		_, name := descriptor(c.arg(0))
		if strings.Contains(name, "signalfd") {
			p.takenByRead(l, pid, c)
			return
		}
		if c.value == 0 && c.arg(2) == "0" && !strings.HasPrefix(c.name, "recvmsg") {
			return // nothing was asked for, so this is not the end of input
		}
		p.moved(l, pid, c, Read, c.arg(0), readData(c))
	case writes[c.name]:
		p.moved(l, pid, c, Write, c.arg(0), readData(c))
	case c.name == "splice", c.name == "copy_file_range":
		p.moved(l, pid, c, Read, c.arg(0), nil)
		p.moved(l, pid, c, Write, c.arg(2), nil)
	case c.name == "sendfile":
		p.moved(l, pid, c, Read, c.arg(1), nil)
		p.moved(l, pid, c, Write, c.arg(0), nil)
	case c.name == "tee": // takes nothing from its input
		p.moved(l, pid, c, Write, c.arg(1), nil)
	}
}

// fails reports a write that has failed, and no other call.
func (p *parser) fails(l line, pid int, c *call) {
	if !writes[c.name] {
		return
	}
	fd, name := descriptor(c.arg(0))
	if channel := p.channel(name); channel != "" {
		data := bufferData(c)
		data = data[:min(len(data), DataLimit)]
		p.report(l, Event{PID: pid, Kind: Write, Call: c.name, Descriptor: fd, Channel: channel, Data: data, Err: c.err})
	}
}

func (p *parser) moved(l line, pid int, c *call, kind Kind, arg string, data []byte) {
	fd, name := descriptor(arg)
	channel := p.channel(name)
	if channel == "" || kind == Write && c.value == 0 {
		return
	}
	p.report(l, Event{PID: pid, Kind: kind, Call: c.name, Descriptor: fd, Channel: channel, Data: data, Size: c.value})
}

// readData returns the first bytes that a call has moved.
func readData(c *call) []byte {
	data := bufferData(c)
	return data[:min(len(data), max(c.value, 0), DataLimit)]
}

// bufferData returns the first bytes of the buffer of a call, or of all its buffers
// "[{iov_base="...", iov_len=3}, ...]".
func bufferData(c *call) []byte {
	text := c.arg(1)
	data, _ := unquote(text)
	for i, whole := 0, true; i < len(text) && whole; i = skip(text, i) {
		if rest, found := strings.CutPrefix(text[i:], "iov_base="); found {
			var more []byte
			more, whole = unquote(rest)
			data = append(data, more...)
		}
	}
	return data
}

// waitStatus reads a status such as "[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]", or the
// "{si_code=CLD_KILLED, si_status=SIGTERM, ...}" of waitid(2).
func waitStatus(text string) (status int, s syscall.Signal) {
	if _, value, found := strings.Cut(text, "WEXITSTATUS(s) == "); found {
		return number(value), 0
	}
	if _, name, found := strings.Cut(text, "WTERMSIG(s) == "); found {
		return -1, signal(strings.TrimRight(name, "}]"))
	}
	switch value := field(text, "si_status"); field(text, "si_code") {
	case "CLD_EXITED":
		return number(value), 0
	case "CLD_KILLED", "CLD_DUMPED":
		return -1, signal(value)
	}
	return 0, 0
}
