package observe

import (
	"cmp"
	"slices"
)

// Branch is a process with those of its children that are in the snapshot.
type Branch struct {
	*Process
	Children []Branch
}

// Forest returns the processes as trees. Processes that channels connect are beside each
// other, and writers come before readers.
func (s *Snapshot) Forest() []Branch {
	group, rank := s.groups(), make(map[int]int)
	for _, pid := range s.PIDs() {
		s.rank(s.Processes[pid], rank)
	}
	var grow func(pids []int) []Branch
	grow = func(pids []int) (branches []Branch) {
		for _, pid := range pids {
			branches = append(branches, Branch{s.Processes[pid], grow(s.childrenOf(pid))})
		}
		slices.SortStableFunc(branches, func(a, b Branch) int {
			return cmp.Or(a.first(group)-b.first(group), a.first(rank)-b.first(rank))
		})
		return branches
	}
	return grow(s.Where(func(p *Process) bool { return s.Processes[p.Parent] == nil }))
}

// first returns the lowest value of b's process or of those below it.
func (b Branch) first(values map[int]int) int {
	lowest := values[b.PID]
	for _, child := range b.Children {
		lowest = min(lowest, child.first(values))
	}
	return lowest
}

// groups gives the same number to processes that channels connect, and lower numbers to
// those that were started earlier.
func (s *Snapshot) groups() map[int]int {
	group := make(map[int]int)
	for number, pid := range s.PIDs() {
		if _, done := group[pid]; done {
			continue
		}
		queue := []int{pid}
		for len(queue) > 0 {
			p := s.Processes[queue[0]]
			queue = queue[1:]
			if _, done := group[p.PID]; done {
				continue
			}
			group[p.PID] = number
			for _, name := range s.channelsOf(p) {
				for _, end := range s.ends(name) {
					queue = append(queue, end.PID)
				}
			}
		}
	}
	return group
}

// rank returns how many pipes are before p, on the longest way, and keeps that in known.
func (s *Snapshot) rank(p *Process, known map[int]int) int {
	if rank, done := known[p.PID]; done {
		return rank
	}
	known[p.PID] = 0 // for a circle of pipes
	rank := 0
	for _, d := range p.Descriptors {
		channel := s.Channels[d.Name]
		if channel == nil || channel.Peer != "" || !d.Reads {
			continue
		}
		for _, end := range s.Writers(d.Name) {
			if end.PID != p.PID {
				rank = max(rank, 1+s.rank(end.Process, known))
			}
		}
	}
	known[p.PID] = rank
	return rank
}
