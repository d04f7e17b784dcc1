package trace

import (
	"bufio"
	"io"
	"maps"
	"slices"
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
	dir    string // in which the command was started, if known
	start  time.Duration

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

// creation is a call such as clone(2).
type creation struct {
	creator int // thread
	name    string
	flags   []string
	child   int  // 0 while it is not known
	adopted bool // the child is in processes
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

func creates(name string) bool {
	return name == "clone" || name == "clone3" || name == "fork" || name == "vfork"
}

// learn looks ahead: it notes which calls create threads and processes, even in a line
// that will be held back.
func (p *parser) learn(l line) {
	if strings.HasPrefix(l.text, "+++ ") {
		delete(p.creating, l.tid)
		return
	}
	name, resumed := resumedName(l.text)
	if !resumed {
		name, _, _ = strings.Cut(l.text, "(")
	}
	if !creates(name) {
		return
	}
	c := p.creating[l.tid]
	if c == nil || !resumed {
		c = &creation{creator: l.tid, name: name}
	}
	if flags := cloneFlags(l.text); flags != nil {
		c.flags = flags
	}
	if strings.HasSuffix(l.text, unfinished) {
		p.creating[l.tid] = c
		return
	}
	delete(p.creating, l.tid)
	if child := returned(l.text); child > 0 {
		c.child = child
		p.created[child] = c
	}
}

// cloneFlags returns the flags of clone(2), with the signal at the end of the child. Those
// of clone3 have it apart.
func cloneFlags(text string) []string {
	_, text, found := strings.Cut(text, "flags=")
	if !found {
		return nil
	}
	flags, rest := text, ""
	if end := strings.IndexAny(text, ", )}"); end >= 0 {
		flags, rest = text[:end], text[end:]
	}
	list := strings.Split(flags, "|")
	if _, last, found := strings.Cut(rest, "exit_signal="); found && strings.HasPrefix(last, "SIG") {
		list = append(list, last[:strings.IndexAny(last+",", ", }")])
	}
	return list
}

// returned returns the result of a call that ends in "= NUMBER".
func returned(text string) int {
	return number(text[strings.LastIndex(text, "= ")+len("= "):])
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

// adopt finds the process of a thread that is seen for the first time. It is the child of
// a creation that has returned it, or of the only one that has not returned.
func (p *parser) adopt(l line, tid int, force bool) bool {
	c := p.created[tid]
	if c == nil {
		open := 0
		for _, other := range p.creating {
			if other.child == 0 {
				open++
				if c == nil || other.creator < c.creator {
					c = other
				}
			}
		}
		if open > 1 && !force {
			return false
		}
	}
	if c == nil { // the first, or one whose creation strace has not seen
		p.processes[tid] = tid
		return true
	}
	c.child, c.adopted = tid, true
	creator := p.processes[c.creator]
	if creator != 0 && slices.Contains(c.flags, "CLONE_THREAD") {
		p.processes[tid] = creator
		return true
	}
	p.processes[tid] = tid
	delete(p.ends, tid)
	p.dispositions[tid] = maps.Clone(p.dispositions[creator])
	if creator != 0 {
		p.report(l, Event{PID: creator, Kind: Fork, Call: c.name, Peer: tid, Args: c.flags})
	}
	return true
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
		p.finishes(l, pid, &c)
	}
}

// createdBy handles the end of a call that has created a thread or a process.
func (p *parser) createdBy(l line, child int) {
	if c := p.created[child]; c != nil && c.creator == l.tid {
		if !c.adopted {
			p.adopt(l, child, true)
		}
		delete(p.created, child)
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
	e.Time = l.time - p.start
	p.emit(e)
}
