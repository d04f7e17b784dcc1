package observe

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parseStat reads /proc/PID/stat. The name of a process may have any bytes, parentheses
// included (proc_pid_stat(5)).
func parseStat(text string) (*Process, error) {
	begin, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if begin < 0 || end < begin {
		return nil, fmt.Errorf("not a process: %q", text)
	}
	fields := strings.Fields(text[end+1:])
	if len(fields) < 20 {
		return nil, fmt.Errorf("too short: %q", text)
	}
	p := &Process{Name: text[begin+1 : end], State: fields[0]}
	for i, field := range []*int{&p.Parent, &p.Group, &p.Session, &p.Terminal} {
		*field, _ = strconv.Atoi(fields[1+i])
	}
	p.PID, _ = strconv.Atoi(strings.TrimSpace(text[:begin]))
	p.threads, _ = strconv.Atoi(fields[17])
	p.Started, _ = strconv.ParseUint(fields[19], 10, 64)
	return p, nil
}

// parseSignals reads the sets of signals in /proc/PID/status. Those of the process and of
// its thread are pending alike.
func parseSignals(status string) (signals Signals) {
	for line := range strings.Lines(status) {
		key, text, _ := strings.Cut(strings.TrimSpace(line), ":\t")
		set := map[string]*uint64{
			"SigPnd": &signals.Pending, "ShdPnd": &signals.Pending,
			"SigBlk": &signals.Blocked, "SigIgn": &signals.Ignored, "SigCgt": &signals.Caught,
		}[key]
		if set != nil {
			bits, _ := strconv.ParseUint(text, 16, 64)
			*set |= bits
		}
	}
	return signals
}

// parseSwitches returns the lines of /proc/PID/task/TID/status that count how often the
// thread has stopped running: it has not run while they stay the same.
func parseSwitches(status string) string {
	_, switches, _ := strings.Cut(status, "\nvoluntary_ctxt_switches:")
	return switches
}

// The flags in fdinfo, in octal, are those of open(2), the same for amd64 and arm64.
const (
	accessMode  = 0o3
	closeOnExec = 0o2000000
	onlyPath    = 0o10000000
)

// parseInfo reads /proc/PID/fdinfo/N into d. What was opened with O_PATH is no end.
func (d *Descriptor) parseInfo(info string) {
	for line := range strings.Lines(info) {
		key, text, _ := strings.Cut(strings.TrimSpace(line), ":\t")
		switch key {
		case "flags":
			flags, err := strconv.ParseUint(text, 8, 64)
			isEnd := err == nil && flags&onlyPath == 0
			d.Reads = isEnd && flags&accessMode != 1
			d.Writes = isEnd && flags&accessMode != 0
			d.CloseOnExec = flags&closeOnExec != 0
		case "lock":
			_, lock, _ := strings.Cut(text, ": ")
			d.Locks = append(d.Locks, strings.Join(strings.Fields(lock), " "))
		}
	}
}

// call is a system call in which a thread waits: its number and arguments, as
// /proc/PID/syscall shows them.
type call struct {
	number    int64
	arguments [6]uint64
}

// parseCall reads /proc/PID/task/TID/syscall. It reports false for a thread that runs, or
// that waits outside of a system call.
func parseCall(text string) (c call, ok bool) {
	fields := strings.Fields(text)
	if len(fields) < 9 {
		return c, false
	}
	c.number, _ = strconv.ParseInt(fields[0], 10, 64)
	for i := range c.arguments {
		c.arguments[i], _ = strconv.ParseUint(fields[1+i], 0, 64)
	}
	return c, true
}

// sortWaits puts the most telling wait first. Most threads of a program wait for other
// threads of it. A worker may wait all the time for the end of a lifeline, so a write
// comes before a read, and standard input before other descriptors.
func sortWaits(waits []Wait) {
	kinds := []string{Data, Open, Lock, Child, Signal, Unknown, Other, Event, Time, Thread}
	slices.SortStableFunc(waits, func(a, b Wait) int {
		return cmp.Or(
			slices.Index(kinds, a.Kind)-slices.Index(kinds, b.Kind),
			len(b.Writes)-len(a.Writes),
			slices.Compare(a.Reads, b.Reads),
		)
	})
}
