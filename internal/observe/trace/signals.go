package trace

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// signal returns the number of a signal such as "SIGUSR1", "USR1", "SIGRT_2" or "10".
// strace counts the real-time signals from the kernel's SIGRTMIN, which is 32
// (signal(7)).
func signal(name string) syscall.Signal {
	name, _, _ = strings.Cut(name, " ")
	name = strings.TrimPrefix(name, "SIG")
	if n, found := strings.CutPrefix(name, "RT_"); found {
		return syscall.Signal(32 + number(n))
	}
	switch {
	case name == "RTMIN":
		return 32
	case name != "" && isDigit(name[0]):
		return syscall.Signal(number(name))
	}
	return unix.SignalNum("SIG" + name)
}

// delivered handles "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=42, ...}
// ---".
func (p *parser) delivered(l line, pid int) {
	text := strings.TrimSuffix(strings.TrimPrefix(l.text, "--- "), " ---")
	name, info, _ := strings.Cut(text, " ")
	s := signal(name)
	if s == 0 { // "--- stopped by SIGSTOP ---"
		return
	}
	sender := number(field(info, "si_pid"))
	p.sendFirst(l, s, sender, pid)
	how := p.dispositions[pid][s]
	switch how {
	case "ignore":
		return
	case "":
		how = "default"
	}
	p.report(l, Event{PID: pid, Kind: Deliver, Signal: s, Peer: sender, Args: []string{how}})
}

// sendFirst reports a signal as sent if its call has not ended yet, so that it is sent
// before it has an effect. Sender 0 is any process.
func (p *parser) sendFirst(l line, s syscall.Signal, sender, receiver int) {
	for _, tid := range slices.Sorted(maps.Keys(p.running)) {
		running := p.running[tid]
		e, is := p.send(tid, &running.call)
		if !is || running.reported || e.Signal != s || sender != 0 && e.PID != sender || e.Peer > 0 && e.Peer != receiver {
			continue
		}
		running.reported = true
		p.report(l, e)
		return
	}
}

// send returns the Event of a call that sends a signal. Signal 0 only asks whether a
// process exists (kill(2)).
func (p *parser) send(tid int, c *call) (e Event, is bool) {
	e = Event{PID: p.processes[tid], Kind: Send, Call: c.name, Err: c.err}
	e.Peer = number(c.arg(0))
	e.Signal = signal(c.arg(1))
	switch c.name {
	case "kill", "rt_sigqueueinfo":
	case "tgkill", "rt_tgsigqueueinfo":
		e.Signal = signal(c.arg(2))
	case "tkill":
		if pid := p.processes[e.Peer]; pid != 0 {
			e.Peer = pid
		}
	case "pidfd_send_signal":
		e.Peer = p.pidfd(e.PID, c.arg(0))
	default:
		return e, false
	}
	return e, e.Signal != 0
}

// pidfd returns the process at a descriptor such as "13<pid:42>".
func (p *parser) pidfd(pid int, arg string) int {
	fd, name := descriptor(arg)
	if peer, found := strings.CutPrefix(name, "pid:"); found {
		return number(peer)
	}
	return p.pidfds[pidfd{pid, fd}]
}

type pidfd struct{ pid, fd int }

// handles reports what a process wants to happen at a signal: sigaction(2), signal(2).
func (p *parser) handles(l line, pid int, c *call) {
	how := c.arg(1)
	if c.name != "signal" {
		how = field(how, "sa_handler")
	}
	switch how {
	case "": // it only asks
		return
	case "SIG_DFL":
		how = "default"
	case "SIG_IGN":
		how = "ignore"
	default:
		how = "handler"
	}
	s := signal(c.arg(0))
	if p.dispositions[pid] == nil {
		p.dispositions[pid] = map[syscall.Signal]string{}
	}
	p.dispositions[pid][s] = how
	p.report(l, Event{PID: pid, Kind: Handle, Call: c.name, Signal: s, Args: []string{how}})
}

// executed resets the handlers: after execve(2) only what is ignored stays so.
func (p *parser) executed(pid int) {
	for s, how := range p.dispositions[pid] {
		if how == "handler" {
			delete(p.dispositions[pid], s)
		}
	}
}

// taken reports a signal that sigwaitinfo(2) or sigtimedwait(2) has returned.
func (p *parser) taken(l line, pid int, c *call) {
	s := syscall.Signal(c.value)
	sender := number(field(c.arg(1), "si_pid"))
	p.sendFirst(l, s, sender, pid)
	p.report(l, Event{PID: pid, Kind: Receive, Call: c.name, Signal: s, Peer: sender})
}

// takenByRead reports the signals that a read of signalfd(2) has returned. Each is a
// structure of 128 bytes, which has the signal at 0 and its sender at 12.
func (p *parser) takenByRead(l line, pid int, c *call) {
	const size = 128
	for data := readData(c); len(data) >= size; data = data[size:] {
		s := syscall.Signal(binary.NativeEndian.Uint32(data))
		sender := int(binary.NativeEndian.Uint32(data[12:]))
		p.sendFirst(l, s, sender, pid)
		p.report(l, Event{PID: pid, Kind: Receive, Call: c.name, Signal: s, Peer: sender})
	}
}
