package trace

import (
	"bufio"
	"io"
	"strings"
	"syscall"
	"time"
)

// Parse reads the report of strace from r, and emits an Event as soon as it is known. It
// skips a line that it does not understand. The error is that of r.
func Parse(r io.Reader, emit func(Event)) error {
	return newParser("", emit).parse(r)
}

// parser turns lines into events. The rules are:
//
//   - strace cuts a call in two, "NAME(... <unfinished ...>" and "<... NAME resumed> ...",
//     if a line of another thread comes in between.
//   - The first lines of a new thread or process may come before its creator's call has
//     returned. Until its process is known, this line and all that follow are held back.
type parser struct {
	emit   func(Event)
	isFIFO func(path string) bool
	dir    string        // in which the command was started, if known
	start  time.Duration // of the first line
	now    time.Duration // since the start

	processes map[int]int       // the process of each thread that lives
	running   map[int]*running  // the calls that have not ended, by thread
	held      []line            // not handled yet
	creating  map[int]*creation // the calls that create, and have not ended, by thread
	created   map[int]*creation // by the new thread, until its creation was handled

	dispositions map[int]map[syscall.Signal]string
	ends         map[int]Event // Exit of each process that has ended
	pidfds       map[pidfd]int
	fifos        map[string]bool
	sockets      map[string]Channel
}

// running is a call that has not ended.
type running struct {
	text     string
	call     call // as far as it is known
	reported bool // as an Event, before its end
}

func newParser(dir string, emit func(Event)) *parser {
	return &parser{
		emit: emit, isFIFO: isFIFO, dir: dir, start: -1,
		processes: map[int]int{}, running: map[int]*running{},
		creating: map[int]*creation{}, created: map[int]*creation{},
		dispositions: map[int]map[syscall.Signal]string{}, ends: map[int]Event{},
		pidfds: map[pidfd]int{}, fifos: map[string]bool{}, sockets: map[string]Channel{},
	}
}

func (p *parser) parse(r io.Reader) error {
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadString('\n')
		if l, ok := splitLine(strings.TrimSuffix(text, "\n")); ok {
			p.feed(l)
		}
		if err != nil {
			p.release(true)
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}

// holdLimit is how many lines are held back for one whose process is not known.
const holdLimit = 10_000

func (p *parser) feed(l line) {
	if p.start < 0 {
		p.start = l.time
	}
	p.learn(l)
	p.held = append(p.held, l)
	p.release(len(p.held) > holdLimit)
}

// release handles the lines that are held back, up to one whose process is not known. If
// force is set, it guesses that process.
func (p *parser) release(force bool) {
	for len(p.held) > 0 {
		l := p.held[0]
		if _, known := p.processes[l.tid]; !known && !p.adopt(l, l.tid, force) {
			return
		}
		p.held = p.held[1:]
		p.handle(l)
	}
	p.held = nil
}

const unfinished = " <unfinished ...>"

// resumedName returns NAME of "<... NAME resumed>".
func resumedName(text string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(text, "<... ")
	if !ok {
		return "", false
	}
	name, _, ok = strings.Cut(rest, " resumed>")
	return name, ok
}

// handle handles a line whose process is known.
func (p *parser) handle(l line) {
	pid := p.processes[l.tid]
	switch {
	case strings.HasPrefix(l.text, "--- "):
		p.delivered(l, pid)
	case strings.HasPrefix(l.text, "+++ "):
		p.ended(l, pid)
	default:
		p.called(l, pid)
	}
}

// called handles a line of a system call: all of it, its beginning, or its end.
func (p *parser) called(l line, pid int) {
	text, begins := strings.CutSuffix(l.text, unfinished)
	before := p.running[l.tid]
	if _, resumed := resumedName(text); resumed {
		if before == nil || begins { // it still has not ended
			return
		}
		_, rest, _ := strings.Cut(text, " resumed>")
		text = before.text + rest
	}
	delete(p.running, l.tid)
	c, ok := parseCall(text)
	switch {
	case !ok:
	case begins:
		p.running[l.tid] = &running{text: text, call: c}
		p.begins(l, pid, &c)
	case creates(c.name):
		p.createdBy(l, c.value)
	case c.ended && (before == nil || !before.reported):
		if before != nil && isPoll(&c) {
			p.report(l, Event{PID: pid, Kind: Wait, Call: c.name, Peer: p.awaited(pid, &c), Args: []string{"WNOHANG"}})
		}
		p.finishes(l, pid, &c)
	}
}

// ended handles the end of a thread, which is that of its process if it is the first.
func (p *parser) ended(l line, pid int) {
	text := strings.TrimSuffix(strings.TrimPrefix(l.text, "+++ "), " +++")
	if by, found := strings.CutPrefix(text, "superseded by execve in pid "); found {
		// The thread that has called execve(2) goes on under the number of the first.
		other := number(by)
		if call := p.running[other]; call != nil {
			p.running[l.tid] = call
			delete(p.running, other)
		}
		delete(p.processes, other)
		return
	}
	delete(p.running, l.tid)
	delete(p.processes, l.tid)
	if l.tid != pid {
		return
	}
	e := Event{PID: pid, Kind: Exit}
	if name, found := strings.CutPrefix(text, "killed by "); found {
		e.Status, e.Signal = -1, signal(name)
		p.sendFirst(l, e.Signal, 0, pid)
	} else {
		e.Status = number(strings.TrimPrefix(text, "exited with "))
	}
	delete(p.dispositions, pid)
	p.ends[pid] = e
	p.report(l, e)
}

func (p *parser) report(l line, e Event) {
	p.now = max(p.now, l.time-p.start)
	e.Time = p.now
	p.emit(e)
}
