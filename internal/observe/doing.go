package observe

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	"ipctools/internal/cli"
)

// Label returns the name of p, without control characters, and its PID.
func (p *Process) Label() string { return cli.Quote(p.Name) + " " + strconv.Itoa(p.PID) }

// Doing returns what p is doing, in a few words.
func (s *Snapshot) Doing(p *Process) string {
	wait := p.Wait()
	switch {
	case p.State == "Z":
		return "has ended, nobody has waited for it"
	case p.State == "T":
		return "is stopped"
	case p.State == "t":
		return "is stopped by a debugger"
	case p.State == "R" || wait.Kind == "":
		return "runs"
	}
	switch wait.Kind {
	case Data:
		return "waits to " + s.transfer(p, wait)
	case Open:
		return fmt.Sprintf("waits for a %s of %s", missingEnd(wait), s.Title(wait.Name))
	case Lock:
		if d, ok := p.Lookup(wait.Reads[0]); ok && s.Channels[d.Name] != nil {
			return "waits for the lock of " + s.Title(d.Name)
		}
		return "waits for a lock"
	case Child:
		if wait.Child > 0 {
			return fmt.Sprintf("waits for %d to end", wait.Child)
		}
		return "waits for a child to end"
	case Signal:
		return "waits for a signal"
	case Time:
		return "sleeps"
	case Event:
		return "waits for events"
	case Unknown:
		return "waits for ?"
	}
	return "waits"
}

// missingEnd returns who is missing for the opening of a FIFO.
func missingEnd(wait Wait) string {
	if len(wait.Reads) > 0 {
		return "writer"
	}
	return "reader"
}

// transfer returns what p waits to do with which descriptors.
func (s *Snapshot) transfer(p *Process, wait Wait) string {
	var parts []string
	if len(wait.Reads) > 0 {
		parts = append(parts, "read from "+p.list(wait.Reads))
	}
	if len(wait.Writes) > 0 {
		parts = append(parts, "write to "+p.list(wait.Writes))
	}
	return strings.Join(parts, " or ")
}

// list returns the numbers of some descriptors, or their names if these say more.
func (p *Process) list(numbers []int) string {
	const most = 3
	var words []string
	for _, number := range numbers[:min(len(numbers), most)] {
		word := strconv.Itoa(number)
		if d, ok := p.Lookup(number); ok && strings.HasPrefix(d.Name, "/dev/pts/") {
			word = "the terminal"
		}
		words = append(words, word)
	}
	if len(numbers) > most {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

// Title returns what the channel called name is called for a reader: a FIFO by its path,
// without control characters.
func (s *Snapshot) Title(name string) string {
	if channel := s.Channels[name]; channel != nil && channel.Path != "" {
		return cli.Quote(channel.Path)
	}
	return name
}

// SignalNames returns the names of the signals of a set, without SIG. Those in a row of
// real-time signals are a range.
func SignalNames(set uint64) (names []string) {
	const firstRealTime = 34
	signals := In(set)
	for i := 0; i < len(signals); i++ {
		name := shortName(int(signals[i]))
		last := i
		for signals[i] >= firstRealTime && last+1 < len(signals) && signals[last+1] == signals[last]+1 {
			last++
		}
		if last > i+1 {
			name += ".." + shortName(int(signals[last]))
			i = last
		}
		names = append(names, name)
	}
	return names
}

func shortName(signal int) string {
	return strings.TrimPrefix(strings.TrimPrefix(cli.SignalName(syscall.Signal(signal)), "SIG"), "signal ")
}
