package observe

import (
	"maps"
	"os"
	"slices"
	"strings"
)

// Where returns the PIDs of the processes of which is reports true.
func (s *Snapshot) Where(is func(*Process) bool) (pids []int) {
	for _, pid := range s.PIDs() {
		if is(s.Processes[pid]) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// Descendants returns pids, and the children of these processes, and so on.
func (s *Snapshot) Descendants(pids []int) []int {
	var found []int
	seen := make(map[int]bool)
	for queue := slices.Clone(pids); len(queue) > 0; queue = queue[1:] {
		if pid := queue[0]; !seen[pid] {
			seen[pid] = true
			found = append(found, pid)
			queue = append(queue, s.childrenOf(pid)...)
		}
	}
	return found
}

// Holds reports whether p has the channel called name open, or is about to.
func (p *Process) Holds(name string) bool {
	isIt := func(d Descriptor) bool { return d.Name == name }
	opens := func(w Wait) bool { return w.Name == name }
	return slices.ContainsFunc(p.Descriptors, isIt) || slices.ContainsFunc(p.Waits, opens)
}

// Connected reports whether p has a channel open, or waits to open one.
func (s *Snapshot) Connected(p *Process) bool { return len(s.channelsOf(p)) > 0 }

// channelsOf returns the channels that p has open, both directions of each socket, and
// the FIFO that it opens, without any descriptor that it has only inherited.
func (s *Snapshot) channelsOf(p *Process) (names []string) {
	for _, d := range p.Descriptors {
		channel := s.Channels[d.Name]
		if channel == nil || s.isLeftover(p, d) {
			continue
		}
		names = append(names, d.Name)
		if channel.Peer != "" {
			names = append(names, channel.Peer)
		}
	}
	for _, wait := range p.Waits {
		if wait.Kind == Open {
			names = append(names, wait.Name)
		}
	}
	return names
}

// isLeftover reports whether p has d only because its parent had it open: it is no
// standard file, has the same number there, and p does not wait for it. Whole trees of
// processes may have inherited one, such as the jobserver of make.
func (s *Snapshot) isLeftover(p *Process, d Descriptor) bool {
	parent := s.Processes[p.Parent]
	if s.own != nil && p.Parent == s.own.PID {
		parent = s.own
	}
	if d.Number <= 2 || parent == nil {
		return false
	}
	theirs, ok := parent.Lookup(d.Number)
	waitsFor := func(w Wait) bool {
		return slices.Contains(w.Reads, d.Number) || slices.Contains(w.Writes, d.Number)
	}
	return ok && theirs.Name == d.Name && !slices.ContainsFunc(p.Waits, waitsFor)
}

// Follow returns pids and the processes that channels connect with them, directly or
// through others. It does not go on from a process of another session, which may be
// connected with the whole machine, unless a FIFO leads there. It adds
// the parent of a zombie.
func (s *Snapshot) Follow(pids []int) []int {
	holders := make(map[string][]int)
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		for _, d := range p.Descriptors {
			holders[d.Name] = append(holders[d.Name], pid)
		}
		for _, wait := range p.Waits {
			holders[wait.Name] = append(holders[wait.Name], pid)
		}
	}
	found := make(map[int]bool)
	queued := make(map[int]bool)
	queue := slices.Clone(pids)
	for len(queue) > 0 {
		p := s.Processes[queue[0]]
		queue = queue[1:]
		if p == nil || queued[p.PID] {
			continue
		}
		queued[p.PID], found[p.PID] = true, true
		if p.State == "Z" && s.Processes[p.Parent] != nil {
			found[p.Parent] = true
		}
		for _, name := range s.channelsOf(p) {
			for _, pid := range holders[name] {
				found[pid] = true
				if s.Processes[pid].Session == p.Session || strings.HasPrefix(name, "fifo:[") {
					queue = append(queue, pid)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// only returns a snapshot of some of the processes and of their open files.
func (s *Snapshot) only(pids []int) *Snapshot {
	part := &Snapshot{
		Processes: make(map[int]*Process),
		Channels:  make(map[string]*Channel),
		Hidden:    s.Hidden,
	}
	for _, pid := range pids {
		p := s.Processes[pid]
		p.Children = slices.Clone(s.childrenOf(pid))
		if pid == os.Getppid() {
			p.Children = append(p.Children, os.Getpid())
		}
		parent := s.Processes[p.Parent]
		isOurs := p.Parent == os.Getpid()
		p.Orphan = !isOurs && p.Session != p.PID && (parent == nil || parent.Session != p.Session)
		part.Processes[pid] = p
		for _, name := range s.channelsOf(p) {
			part.Channels[name] = s.Channels[name]
		}
	}
	return part
}
