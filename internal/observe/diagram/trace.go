package diagram

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"ipctools/internal/cli"
	"ipctools/internal/observe/trace"
)

// traced is what is known about the events of a trace as a whole.
type traced struct {
	events  []trace.Event
	root    int
	forked  map[int]int    // the event by which a process began
	program map[int]string // what a process runs; without it, a process runs what its parent does
	reaped  map[int]bool   // a traced process has waited for it
	streams map[string]*stream
	made    map[string]bool // the pipes and pairs that a traced process has made
	sent    map[signalTo]int
	waits   map[int]string // for what a process waits, until its wait is over
}

// signalTo is a signal that is sent to a process.
type signalTo struct {
	signal syscall.Signal
	pid    int
}

// FromTrace draws the events that trace.Clean has returned.
func FromTrace(root int, events []trace.Event) *Diagram {
	t := &traced{
		events: slices.Clone(events), root: root,
		forked: make(map[int]int), program: make(map[int]string), reaped: make(map[int]bool),
		streams: make(map[string]*stream), made: make(map[string]bool),
		sent: make(map[signalTo]int), waits: make(map[int]string),
	}
	t.putWritesFirst()
	for i, e := range t.events {
		t.note(i, e)
	}
	t.findUsers()
	var items []item
	for i, e := range t.events {
		items = append(items, t.items(i, e)...)
	}
	for _, id := range slices.Sorted(maps.Keys(t.streams)) {
		if s := t.streams[id]; s.isDirect {
			items = append(items, t.messages(s)...)
		}
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.position, b.position) })
	var acts []act
	for _, i := range shorten(items) {
		acts = append(acts, i.act())
	}
	if len(acts) == 0 {
		acts = []act{{from: process(root), to: process(root), text: "start"}}
	}
	return arrange(acts, t.name)
}

// putWritesFirst puts each write before the reads that have taken its bytes. A read that
// waits may return, and be reported, before the write that wakes it.
func (t *traced) putWritesFirst() {
	written, read := make(map[string]int), make(map[string]int)
	for i := 0; i < len(t.events); i++ {
		e := t.events[i]
		id := streamOf(e)
		switch {
		case kindOf(id) == "terminal" || kindOf(id) == "file": // not what others have written
		case e.Kind == trace.Write:
			written[id] += e.Size
		case e.Kind == trace.Read:
			if read[id]+e.Size > written[id] {
				if next := t.nextWrite(i, id); next > 0 {
					moved := t.events[next]
					copy(t.events[i+1:next+1], t.events[i:next])
					t.events[i] = moved
					i--
					continue
				}
			}
			read[id] += e.Size
		}
	}
}

// nextWrite returns the next write to a stream that may have been going on at event i, or
// 0. Its process has done nothing since then.
func (t *traced) nextWrite(i int, id string) int {
	const nearby = 64 // the two calls end at almost the same time
	active := make(map[int]bool)
	for next := i + 1; next < min(i+nearby, len(t.events)); next++ {
		e := t.events[next]
		switch {
		case e.Kind == trace.Wait:
			continue
		case e.Kind == trace.Write && e.Err == "" && streamOf(e) == id && !active[e.PID]:
			return next
		case e.Kind == trace.Fork:
			active[e.Peer] = true
		}
		active[e.PID] = true
	}
	return 0
}

// note collects what is known about an event.
func (t *traced) note(i int, e trace.Event) {
	if e.Kind == trace.Write && e.Err != "" {
		return
	}
	switch e.Kind {
	case trace.Fork:
		t.forked[e.Peer] = i
	case trace.Exec:
		t.program[e.PID] = cmp.Or(programName(e.Args), t.program[e.PID])
	case trace.Reap:
		t.reaped[e.Peer] = true
	case trace.Pipe, trace.Pair:
		t.made[channelOf(e.Channel)] = true
	case trace.Read, trace.Write:
		id := streamOf(e)
		s := t.streams[id]
		if s == nil {
			s = &stream{channel: e.Channel, ends: make(map[int]int)}
			t.streams[id] = s
		}
		s.add(i, e)
	}
}

// name returns the heading of a column.
func (t *traced) name(p party) string {
	switch kind := kindOf(p.channel); {
	case kind == "fifo":
		return "FIFO " + filepath.Base(p.channel)
	case kind == "file":
		return "file " + filepath.Base(p.channel)
	case kind == "socket":
		return "socket pair"
	case p.pid == 0:
		return kind
	case t.program[p.pid] != "":
		return t.program[p.pid]
	case p.pid == t.root:
		return "process"
	}
	return "child"
}

// programName returns the name of a program by its path and arguments. For a script, that
// is the name of the script. A program that runs itself again gets no name.
func programName(args []string) string {
	if len(args) == 0 || args[0] == "/proc/self/exe" {
		return ""
	}
	base := filepath.Base(args[0])
	if !slices.Contains(interpreters, strings.TrimRight(base, "0123456789.")) {
		return base
	}
	for _, argument := range args[1:] {
		switch {
		case strings.Contains(argument, "from multiprocessing.forkserver "):
			return "fork server"
		case !strings.HasPrefix(argument, "-"):
			if filepath.Ext(argument) != "" && !strings.ContainsAny(argument, " \n;(") {
				return filepath.Base(argument)
			}
			return base
		}
	}
	return base
}

var interpreters = []string{"bash", "dash", "node", "perl", "python", "ruby", "sh", "zsh"}

// items returns what is drawn for one event. Messages that go directly from one process
// to another are not among them.
func (t *traced) items(i int, e trace.Event) []item {
	self := process(e.PID)
	one := func(from, to party, text string, dashed bool) []item {
		return []item{{position: 2 * i, from: from, to: to, text: text, dashed: dashed}}
	}
	switch e.Kind {
	case trace.Fork:
		return one(self, process(e.Peer), "start", false)
	case trace.Exec:
		if _, isForked := t.forked[e.PID]; isForked || e.PID == t.root {
			return nil // the heading shows the program
		}
	case trace.Exit:
		if !t.reaped[e.PID] {
			return one(self, self, how(e), false)
		}
	case trace.Reap:
		delete(t.waits, e.PID)
		return one(process(e.Peer), self, how(e), true)
	case trace.Send:
		return t.sendItems(i, e)
	case trace.Deliver, trace.Receive:
		return t.arrivalItems(i, e)
	case trace.MkFIFO:
		if e.Err == "" {
			return one(self, party{channel: e.Channel}, "mkfifo", false)
		}
	case trace.Open:
		if kindOf(e.Channel) == "fifo" {
			return one(self, party{channel: e.Channel}, "open"+direction(e.Args), false)
		}
	case trace.Wait:
		if text := t.waitText(e); text != "" && text != t.waits[e.PID] {
			t.waits[e.PID] = text
			return one(self, self, text, false)
		}
	case trace.Read, trace.Write:
		switch {
		case e.Err == "EAGAIN": // a runtime tries, and waits
			return nil
		case e.Err != "":
			return one(self, self, "write fails: "+e.Err, false)
		}
		return t.transferItems(i, e)
	}
	return nil
}

// how describes the end of a process, as the five programs do.
func how(e trace.Event) string {
	if e.Status < 0 {
		return "ended by " + cli.SignalName(e.Signal)
	}
	return fmt.Sprintf("exit %d", e.Status)
}

// direction returns for what a FIFO was opened.
func direction(flags []string) string {
	all := strings.Join(flags, "|")
	switch {
	case strings.Contains(all, "O_WRONLY"):
		return " to write"
	case strings.Contains(all, "O_RDWR"):
		return " to read and write"
	case strings.Contains(all, "O_PATH"):
		return ""
	}
	return " to read"
}

// waitText says for what a process waits, if that is a child or a signal.
func (t *traced) waitText(e trace.Event) string {
	switch e.Call {
	case "wait4", "waitid", "waitpid":
		if _, isTraced := t.forked[e.Peer]; isTraced {
			return "waits for " + t.name(process(e.Peer))
		}
		return "waits for a child"
	case "pause", "rt_sigsuspend", "rt_sigtimedwait":
		return "waits for a signal"
	}
	return ""
}

func (t *traced) isKnown(pid int) bool {
	_, isForked := t.forked[pid]
	return isForked || pid == t.root
}

// isNoise reports whether a signal comes from a runtime or the kernel, unasked.
func isNoise(s syscall.Signal) bool {
	return s == 0 || s == syscall.SIGCHLD || s == syscall.SIGURG || s == syscall.SIGWINCH
}

func (t *traced) sendItems(i int, e trace.Event) []item {
	if isNoise(e.Signal) {
		return nil
	}
	self, text := process(e.PID), cli.SignalName(e.Signal)
	to := self
	switch {
	case e.Peer == e.PID:
		text += " to itself"
	case e.Peer < 0:
		text += fmt.Sprintf(" to process group %d", -e.Peer)
	case e.Peer == 0:
		text += " to its process group"
	case t.isKnown(e.Peer):
		to = process(e.Peer)
	case e.Err != "":
		text += fmt.Sprintf(" to %d", e.Peer)
	default:
		text += fmt.Sprintf(" to %d, which is not traced", e.Peer)
	}
	if e.Err != "" {
		text += " fails: " + e.Err
	} else {
		t.sent[signalTo{e.Signal, e.Peer}]++
	}
	return []item{{position: 2 * i, from: self, to: to, text: text}}
}

// arrivalItems returns the arrival of a signal, unless its Send has been drawn.
func (t *traced) arrivalItems(i int, e trace.Event) []item {
	sent := signalTo{e.Signal, e.PID}
	switch {
	case isNoise(e.Signal):
		return nil
	case t.sent[sent] > 0:
		t.sent[sent]--
		delete(t.waits, e.PID)
		return nil
	}
	delete(t.waits, e.PID)
	self, name := process(e.PID), cli.SignalName(e.Signal)
	arrival := item{position: 2 * i, from: self, to: self, text: "gets " + name}
	switch {
	case e.Peer == e.PID:
		return nil
	case e.Peer > 0 && t.isKnown(e.Peer):
		arrival.from, arrival.text, arrival.dashed = process(e.Peer), name, true
	case e.Peer > 0:
		arrival.text += fmt.Sprintf(" from %d, which is not traced", e.Peer)
	}
	return []item{arrival}
}
