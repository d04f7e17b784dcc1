package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
	"ipctools/internal/observe/trace"
)

// trial is one run of a command, as it was observed. The judges of the exercises are
// functions of runs.
type trial struct {
	root    int    // the process of the command, without wrappers in front of it
	starter int    // the parent of the root: the shell that a user has
	role    string // "writer" or "reader" of exercise fifo
	output  string // the channel of standard output
	events  []trace.Event
	cleaned []trace.Event // those that a reader wants to see

	stdout, stderr string // stderr is empty if it goes to the same terminal

	started bool           // the program itself, not only a wrapper in front of it
	active  bool           // it did something shortly before its time was up
	ended   string         // why check has ended the command, or ""
	reasons []string       // what observe says of processes that did not go on then
	waits   map[int]string // the kind of wait of each process then: see observe.Wait
	left    []int          // still there when the root had ended, and some time after
	samples []sample       // what each process was doing, at intervals
	typed   []string       // the phrases, at the terminal
	again   bool           // it asks for more after the last of them
	isOver  bool           // check has begun to end the command

	streams map[stream]string // see bytesMoved
}

// sample is what a process was doing at some time.
type sample struct {
	pid  int
	time time.Duration
	runs bool // or would if a processor were free
}

// parentOf returns the parent of a process, or 0.
func (r *trial) parentOf(pid int) int {
	for _, e := range r.events {
		if e.Kind == trace.Fork && e.Peer == pid {
			return e.PID
		}
	}
	return 0
}

// children returns the children of a process, in the order of their start.
func (r *trial) children(pid int) (children []int) {
	for _, e := range r.events {
		if e.Kind == trace.Fork && e.PID == pid && !slices.Contains(children, e.Peer) {
			children = append(children, e.Peer)
		}
	}
	return children
}

// processes returns the root and all others, in the order of their start.
func (r *trial) processes() (pids []int) {
	pids = []int{r.root}
	for _, e := range r.events {
		if e.Kind == trace.Fork && !slices.Contains(pids, e.Peer) {
			pids = append(pids, e.Peer)
		}
	}
	return pids
}

// first returns the first event for which is reports true.
func (r *trial) first(is func(e trace.Event) bool) (e trace.Event, ok bool) {
	i := slices.IndexFunc(r.events, is)
	if i < 0 {
		return trace.Event{}, false
	}
	return r.events[i], true
}

// where returns all events for which is reports true.
func (r *trial) where(is func(e trace.Event) bool) (events []trace.Event) {
	for _, e := range r.events {
		if is(e) {
			events = append(events, e)
		}
	}
	return events
}

// exit returns how a process has ended.
func (r *trial) exit(pid int) (e trace.Event, ok bool) {
	return r.first(func(e trace.Event) bool { return e.Kind == trace.Exit && e.PID == pid })
}

// reaped reports whether a process has waited for pid, or wants none to be waited for.
func (r *trial) reaped(pid int) bool {
	if _, ok := r.first(func(e trace.Event) bool { return e.Kind == trace.Reap && e.Peer == pid }); ok {
		return true
	}
	return r.action(r.parentOf(pid), syscall.SIGCHLD, r.end(pid)) == "ignore"
}

// end returns when a process has ended, or the end of the run.
func (r *trial) end(pid int) time.Duration {
	if e, ok := r.exit(pid); ok {
		return e.Time
	}
	return r.last() + 1
}

func (r *trial) last() time.Duration {
	if len(r.events) == 0 {
		return 0
	}
	return r.events[len(r.events)-1].Time
}

// action returns what a signal does to a process at some time: "handler", "ignore" or
// "default". A child inherits it, and a handler does not survive execve(2).
func (r *trial) action(pid int, signal syscall.Signal, at time.Duration) string {
	action := "default"
	if parent := r.parentOf(pid); parent != 0 {
		born, _ := r.first(func(e trace.Event) bool { return e.Kind == trace.Fork && e.Peer == pid })
		action = r.action(parent, signal, born.Time)
	}
	for _, e := range r.events {
		if e.PID != pid || e.Time > at {
			continue
		}
		switch {
		case e.Kind == trace.Handle && e.Signal == signal && len(e.Args) > 0:
			action = e.Args[0]
		case e.Kind == trace.Exec && action == "handler":
			action = "default"
		}
	}
	return action
}

// text returns what a process has written to the standard output of the run, up to
// mostOutput.
func (r *trial) text(pid int) string {
	var text strings.Builder
	for _, e := range r.events {
		isFull := text.Len() > mostOutput
		if e.Kind == trace.Write && e.Err == "" && e.PID == pid && e.Channel == r.output && !isFull {
			text.Write(e.Data)
		}
	}
	return text.String()
}

// isForkServer reports whether a process is a server that forks children for Python's
// multiprocessing: the root has started it, and its children are no programs of their
// own.
func (r *trial) isForkServer(pid int) bool {
	if pid == r.root || r.parentOf(pid) != r.root {
		return false
	}
	e, ok := r.first(func(e trace.Event) bool { return e.Kind == trace.Exec && e.PID == pid })
	return ok && strings.Contains(strings.Join(e.Args, " "), "multiprocessing.forkserver")
}

// isPython reports whether the root is a Python program.
func (r *trial) isPython() bool {
	execs := r.where(func(e trace.Event) bool { return e.Kind == trace.Exec && e.PID == r.root })
	return slices.ContainsFunc(execs, func(e trace.Event) bool {
		return len(e.Args) > 0 && strings.HasPrefix(filepath.Base(e.Args[0]), "python")
	})
}

// inPython returns text if the root is a Python program, else other.
func (r *trial) inPython(text, other string) string {
	if r.isPython() {
		return text
	}
	return other
}

// aside returns the processes that an interpreter has started for itself.
func (r *trial) isAside(pid int) bool {
	e, ok := r.first(func(e trace.Event) bool { return e.Kind == trace.Exec && e.PID == pid })
	return ok && strings.Contains(strings.Join(e.Args, " "), "multiprocessing.resource_tracker") || r.isForkServer(pid)
}

// isDescendant reports whether a process is not the root.
func (r *trial) isDescendant(pid int) bool {
	return pid != r.root && r.parentOf(pid) != 0
}

// nameOf returns how a process is called: the last program that it has become.
func (r *trial) nameOf(pid int) string {
	name := ""
	for _, e := range r.events {
		isOf := e.Kind == trace.Exec && e.PID == pid && len(e.Args) > 0
		if isOf && e.Args[0] != "/proc/self/exe" { // which is the same program again
			name = filepath.Base(e.Args[0])
		}
	}
	if name == "" && r.parentOf(pid) != 0 {
		return r.nameOf(r.parentOf(pid))
	}
	return cli.Quote(cmp.Or(name, "?"))
}

// how says how a process has ended.
func how(e trace.Event) string {
	if e.Status < 0 {
		return "ended by " + cli.SignalName(e.Signal)
	}
	return fmt.Sprintf("exit status %d", e.Status)
}

// list returns numbers as "1", "1 and 2", or "1, 2 and 3".
func list[T any](values []T) string {
	var words []string
	for _, value := range values {
		words = append(words, fmt.Sprint(value))
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// stopped says why the command did not go on, if that is certain, else why check has
// ended it.
func (r *trial) stopped() string {
	var reasons []string
	for _, reason := range r.reasons {
		reasons = append(reasons, strings.TrimSuffix(reason, "."))
	}
	if _, crash := r.crash(); crash != "" {
		reasons = slices.Insert(reasons, 0, crash)
	}
	return cmp.Or(strings.Join(reasons, "; "), r.ended)
}

// lastWords returns the last line that a command which has failed has printed, as the end
// of a sentence, or that of a child which has failed before it.
func (r *trial) lastWords() string {
	if pid, crash := r.crash(); crash != "" && pid != r.root {
		return "; " + crash
	}
	exit, ok := r.exit(r.root)
	if !ok || exit.Status == 0 {
		return ""
	}
	if line := lastLine(r.errorText(r.root)); line != "" {
		return fmt.Sprintf("; %s, and its last line is %q", how(exit), line)
	}
	return "; " + how(exit)
}

const leftTitle = "leaves no process behind"

// judgeLeft adds the last point of each exercise: nothing of the command is left. A
// process of which another point speaks already is not judged.
func judgeLeft(found *findings, runs []*trial, known []int, unclear bool) {
	const id, title = "nothing-left", leftTitle
	for _, r := range runs {
		left := slices.DeleteFunc(slices.Clone(r.left), func(pid int) bool { return slices.Contains(known, pid) })
		switch {
		case len(left) > 0 && unclear: // perhaps because of the other point
			found.skip(id, title)
			return
		case len(left) > 0:
			pid := left[0]
			found.miss(id, title, "%s %d is still running after %d has ended%s", r.nameOf(pid), pid, r.root, more(left))
			return
		}
	}
	for _, r := range runs {
		if (r.ended != "" || len(r.left) > 0) && (unclear || len(known) > 0) {
			found.skip(id, title)
			return
		}
		if r.ended != "" && r.waits[r.root] == observe.Signal && len(r.reasons) == 0 {
			found.miss(id, title, "the parent %d does not end: it waits for %s", r.root, r.anotherSignal())
			return
		}
		if r.ended != "" {
			found.miss(id, title, "%d: %s", r.root, r.stopped())
			return
		}
	}
	found.keep(id, title, "")
}

// anotherSignal names what the root waits for.
func (r *trial) anotherSignal() string {
	if _, ok := r.first(func(e trace.Event) bool {
		isTaken := e.Kind == trace.Receive || e.Kind == trace.Deliver && slices.Contains(e.Args, "handler")
		return isTaken && e.PID == r.root
	}); ok {
		return "one more signal"
	}
	return "a signal"
}

func more(pids []int) string {
	if len(pids) == 1 {
		return ""
	}
	return fmt.Sprintf(", and %d more", len(pids)-1)
}
