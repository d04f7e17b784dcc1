package observe

import (
	"fmt"
	"slices"
	"strings"
)

// Diagnosis returns a sentence for each reason why something does not go on, where that
// is certain.
func (s *Snapshot) Diagnosis() (sentences []string) {
	for _, find := range []func() []string{
		s.selfHeld, s.cycles, s.strangers, s.stopped, s.stoppedLocks, s.openings, s.zombies, s.slow,
	} {
		sentences = append(sentences, find()...)
	}
	return sentences
}

// strangers returns a sentence for each process that waits while only processes that have
// inherited the other end hold it.
func (s *Snapshot) strangers() (sentences []string) {
	stuck := s.stuck()
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		ends := s.otherEnds(p)
		isKnown := func(end End) bool { return end.PID == pid || end.isStopped() || !end.isInherited() }
		if !p.Steady || len(ends) == 0 || stuck[pid] != nil || slices.ContainsFunc(ends, isKnown) {
			continue
		}
		var holders []string
		for _, end := range ends {
			holders = append(holders, fmt.Sprintf("%s (descriptor %d)", end.Label(), end.Descriptor.Number))
		}
		result := "no end of file comes before that is closed"
		if len(p.Wait().Reads) == 0 {
			result = "nobody else reads"
		}
		sentences = append(sentences, fmt.Sprintf("%s waits to %s, and only %s %s the other end: %s.",
			p.Label(), s.transfer(p, p.Wait()), enumerate(holders), verb(holders, "holds", "hold"), result))
	}
	return sentences
}

// isInherited reports whether the process may not know that it holds the end: it is no
// standard file and would survive execve(2), or it was left to an orphan.
func (e End) isInherited() bool {
	return e.Orphan || e.Descriptor.Number > 2 && !e.Descriptor.CloseOnExec
}

// stopped returns a sentence for each stopped process for which others wait.
func (s *Snapshot) stopped() (sentences []string) {
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		if !p.isStopped() {
			continue
		}
		var waiting []string
		for _, other := range s.PIDs() {
			if s.waitsOnlyFor(s.Processes[other], pid) {
				waiting = append(waiting, s.Processes[other].Label())
			}
		}
		if len(waiting) > 0 {
			sentences = append(sentences, fmt.Sprintf("%s is stopped, and %s %s for it.",
				p.Label(), enumerate(waiting), verb(waiting, "waits", "wait")))
		}
	}
	return sentences
}

// isStopped reports whether a signal has stopped p. A tracer stops it in another way, and
// often for a moment only (proc_pid_stat(5), state t).
func (p *Process) isStopped() bool { return p.State == "T" }

// stoppedLocks returns a sentence for each lock of a FIFO that a stopped process holds.
// Readers of records use flock(2), writers a lock of the open file (fcntl(2)).
func (s *Snapshot) stoppedLocks() (sentences []string) {
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		for _, d := range p.Descriptors {
			if !p.isStopped() || s.Channels[d.Name] == nil {
				continue
			}
			for _, lock := range d.Locks {
				whose := "the lock"
				switch {
				case strings.HasPrefix(lock, "FLOCK "):
					whose = "the readers' lock"
				case strings.HasPrefix(lock, "OFDLCK ADVISORY WRITE "):
					whose = "the writers' lock"
				}
				sentences = append(sentences, fmt.Sprintf("%s is stopped and holds %s of %s%s.",
					p.Label(), whose, s.Title(d.Name), s.lockWaiters(d.Name)))
			}
		}
	}
	return sentences
}

// lockWaiters names the processes that wait for a lock of a channel.
func (s *Snapshot) lockWaiters(name string) string {
	var waiting []string
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		if wait := p.Wait(); wait.Kind == Lock {
			if d, ok := p.Lookup(wait.Reads[0]); ok && d.Name == name {
				waiting = append(waiting, p.Label())
			}
		}
	}
	if len(waiting) == 0 {
		return ""
	}
	return ", for which " + enumerate(waiting) + verb(waiting, " waits", " wait")
}

// openings returns a sentence for each process that waits for the other end of a FIFO.
func (s *Snapshot) openings() (sentences []string) {
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		if wait := p.Wait(); p.Steady && wait.Kind == Open {
			use := "reading"
			if len(wait.Reads) > 0 {
				use = "writing"
			}
			sentences = append(sentences, fmt.Sprintf("%s waits, but nobody opens %s for %s.",
				p.Label(), s.Title(wait.Name), use))
		}
	}
	return sentences
}

// zombies returns a sentence for each process that has ended and stays, because its
// parent does something else.
func (s *Snapshot) zombies() (sentences []string) {
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		parent := s.Processes[p.Parent]
		if p.State == "Z" && p.Steady && parent != nil && parent.Steady {
			sentences = append(sentences, fmt.Sprintf("%s has ended, and its parent %s has not waited for it.",
				p.Label(), parent.Label()))
		}
	}
	return sentences
}

func (s *Snapshot) slow() (sentences []string) {
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		if writer := s.Slowest(p); writer != nil {
			sentences = append(sentences, fmt.Sprintf(
				"%s is the slowest: the pipe before it is full, %s waits to write, and nothing behind holds it up.",
				p.Label(), writer.Label()))
		}
	}
	return sentences
}

// Slowest returns the process that waits to write to p, if that is because of p alone: p
// itself waits neither for room nor for other input, and nobody else reads.
func (s *Snapshot) Slowest(p *Process) (writer *Process) {
	wait := p.Wait()
	if p.isStopped() || p.State == "t" || wait.Only || wait.Kind == Unknown {
		return nil
	}
	isKnown := func(end End) bool { return !end.isInherited() }
	for _, d := range p.Descriptors {
		for _, end := range s.Writers(d.Name) {
			isBlocked := len(end.Wait().Writes) == 1 && s.waitsOnlyFor(end.Process, p.PID)
			if isBlocked && slices.ContainsFunc(s.otherEnds(end.Process), isKnown) {
				return end.Process
			}
		}
	}
	return nil
}

// enumerate returns "a", "a and b", or "a, b and c".
func enumerate(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// verb returns the form of a verb for so many subjects.
func verb(subjects []string, one, several string) string {
	if len(subjects) == 1 {
		return one
	}
	return several
}
