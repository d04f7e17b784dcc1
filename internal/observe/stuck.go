package observe

import (
	"fmt"
	"slices"
	"strings"
)

// awaited returns the processes of which each could let p go on, and no other: first
// those for which its most telling thread waits. It reports false if something else
// could, or if that is unknown.
func (s *Snapshot) awaited(p *Process) (pids []int, ok bool) {
	if !p.Steady || p.Runs || p.State != "S" {
		return nil, false
	}
	for i, wait := range p.Waits {
		// Threads that wait for each other, or for events, are those of a runtime at
		// rest.
		if isIdle := wait.Kind == Thread || wait.Kind == Event; isIdle && i > 0 {
			continue
		}
		others := s.awaitedBy(p, wait)
		if !wait.Only || len(others) == 0 {
			return nil, false
		}
		pids = append(pids, others...)
	}
	return pids, len(pids) > 0
}

// awaitedBy returns the processes that could end a wait of p.
func (s *Snapshot) awaitedBy(p *Process, wait Wait) (pids []int) {
	switch {
	case wait.Kind == Child && wait.Child > 0:
		return []int{wait.Child}
	case wait.Kind == Child:
		return p.Children
	}
	for _, end := range s.endsFor(p, wait) {
		pids = append(pids, end.PID)
	}
	return pids
}

// otherEnds returns the ends, p's own included, that could let p go on, which waits to
// read or to write.
func (s *Snapshot) otherEnds(p *Process) []End { return s.endsFor(p, p.Wait()) }

func (s *Snapshot) endsFor(p *Process, wait Wait) []End {
	if !wait.Only || wait.Kind != Data {
		return nil
	}
	if len(wait.Reads) == 1 {
		if name, ok := s.Input(p, wait.Reads[0]); ok {
			return s.Writers(name)
		}
		return nil
	}
	if name, ok := s.Output(p, wait.Writes[0]); ok {
		return s.Readers(name)
	}
	return nil
}

// waitsOnlyFor reports whether the most telling thread of p waits for process pid and for
// no other.
func (s *Snapshot) waitsOnlyFor(p *Process, pid int) bool {
	pids := s.awaitedBy(p, p.Wait())
	isOther := func(other int) bool { return other != pid }
	return p.Steady && p.State == "S" && p.Wait().Only && len(pids) > 0 && !slices.ContainsFunc(pids, isOther)
}

// stuck returns the processes that can never go on by themselves: each waits only for
// others of them. It removes each process that can go on, until nothing changes.
func (s *Snapshot) stuck() map[int][]int {
	waiting := make(map[int][]int)
	for pid, p := range s.Processes {
		if pids, ok := s.awaited(p); ok {
			waiting[pid] = pids
		}
	}
	for changed := true; changed; {
		changed = false
		for pid, pids := range waiting {
			canGoOn := func(other int) bool { return waiting[other] == nil }
			if slices.ContainsFunc(pids, canGoOn) {
				delete(waiting, pid)
				changed = true
			}
		}
	}
	return waiting
}

// cycles returns a sentence for each cycle of processes that wait for each other.
func (s *Snapshot) cycles() (sentences []string) {
	stuck := s.stuck()
	told := make(map[int]bool)
	for _, pid := range s.PIDs() {
		cycle := s.cycleFrom(pid, stuck)
		if len(cycle) < 2 || told[cycle[0]] {
			continue
		}
		var clauses []string
		for i, member := range cycle {
			told[member] = true
			clauses = append(clauses, s.clause(s.Processes[member], s.Processes[cycle[(i+1)%len(cycle)]]))
		}
		sentences = append(sentences, strings.Join(clauses, ", and ")+": none of them can go on.")
	}
	return sentences
}

// cycleFrom follows from pid one process that each waits for, other than itself, and
// returns the cycle at which that ends. It begins with a parent before its children, else
// with the lowest PID: a child has the lower PID where the numbers have begun again.
func (s *Snapshot) cycleFrom(pid int, stuck map[int][]int) []int {
	var path []int
	for !slices.Contains(path, pid) {
		path = append(path, pid)
		i := slices.IndexFunc(stuck[pid], func(other int) bool { return other != pid })
		if i < 0 {
			return nil
		}
		pid = stuck[pid][i]
	}
	cycle := path[slices.Index(path, pid):]
	isChild := func(pid int) bool { return slices.Contains(cycle, s.Processes[pid].Parent) }
	first := cycle[0]
	for _, pid := range cycle {
		if isChild(first) && !isChild(pid) || isChild(first) == isChild(pid) && pid < first {
			first = pid
		}
	}
	begin := slices.Index(cycle, first)
	return slices.Concat(cycle[begin:], cycle[:begin])
}

// clause says how p waits for other.
func (s *Snapshot) clause(p, other *Process) string {
	wait := p.Wait()
	if wait.Kind == Child {
		return fmt.Sprintf("%s waits for %s to end", p.Label(), other.Label())
	}
	form := "%s waits to %s, of which %s holds the other end (%s)"
	if len(wait.Reads) == 0 {
		form = "%s waits to %s, which %s is to read (%s)"
	}
	return fmt.Sprintf(form, p.Label(), s.transfer(p, wait), other.Label(), s.numbers(p, other))
}

// numbers names the descriptors by which other holds the end for which p waits.
func (s *Snapshot) numbers(p, other *Process) string {
	var numbers []int
	for _, end := range s.otherEnds(p) {
		if end.PID == other.PID {
			numbers = append(numbers, end.Descriptor.Number)
		}
	}
	word := "descriptor "
	if len(numbers) > 1 {
		word = "descriptors "
	}
	return word + p.list(numbers)
}

// selfHeld returns a sentence for each process that waits to read from a pipe of which it
// holds the write end itself, and nobody else who could go on.
func (s *Snapshot) selfHeld() (sentences []string) {
	stuck := s.stuck()
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		wait := p.Wait()
		pids, ok := s.awaited(p)
		if !ok || len(wait.Reads) == 0 || !slices.Contains(pids, pid) {
			continue
		}
		switch {
		case s.waitsOnlyFor(p, pid):
			sentences = append(sentences, fmt.Sprintf(
				"%s waits for the end of its input (%d) but holds the other end itself (%s), and nobody else does.",
				p.Label(), wait.Reads[0], s.numbers(p, p)))
		case stuck[pid] != nil:
			sentences = append(sentences, fmt.Sprintf(
				"%s waits for the end of its input (%d) but holds the other end itself (%s).",
				p.Label(), wait.Reads[0], s.numbers(p, p)))
		}
	}
	return sentences
}
