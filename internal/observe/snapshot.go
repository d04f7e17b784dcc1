// Package observe looks at processes and their pipes from outside. Take reads a Snapshot
// from /proc, which is plain data; all else here is functions of that data. The rules
// are:
//
//   - It opens no pipe, and so wakes no process that waits for the other end of a FIFO.
//   - A descriptor that it must copy, to see how full a pipe is, is a write end if there is
//     one, and is closed at once. A copied read end would let a write succeed after the
//     last reader has ended.
//   - Processes go on while they are looked at. A process is steady if it has not run
//     while the snapshot was taken, and only of steady processes Diagnosis says that they
//     wait for each other.
package observe

import (
	"cmp"
	"maps"
	"slices"
	"syscall"
)

// Snapshot is some processes and what connects them, at one time.
type Snapshot struct {
	Processes map[int]*Process    // by PID
	Channels  map[string]*Channel // by name: see Descriptor
	Terminal  int                 // of this process, 0 for none
	Session   int                 // of this process
	Hidden    int                 // how many processes have descriptors that can't be read
	Reasons   []string            // why something is unknown

	own *Process // this process

	// Indices, made when they are first needed: see PIDs, ends and childrenOf.
	pids      []int
	holders   map[string][]End
	childrens map[int][]int
}

// Process is a process, as proc(5) shows it.
type Process struct {
	PID, Parent, Group, Session, Terminal int
	Started                               uint64 // in clock ticks since the system's start
	Name                                  string // up to 15 bytes of any kind
	State                                 string // a letter, such as R: see proc_pid_stat(5)
	Runs                                  bool   // one of its threads waits for nothing
	Steady                                bool   // it has not run while the snapshot was taken
	Orphan                                bool   // its parent has ended
	Children                              []int
	Descriptors                           []Descriptor
	Waits                                 []Wait // of each thread, the most telling first
	Signals                               Signals

	threads int
}

// Descriptor is an open file of a process.
type Descriptor struct {
	Number int
	// Name is the name of a channel: "pipe:[N]", "fifo:[DEVICE:N]", or "socket:[N]". Any
	// other file is called as /proc/PID/fd shows it.
	Name          string
	Reads, Writes bool
	CloseOnExec   bool
	Locks         []string // that are held by it, in the form of /proc/locks
}

// Channel takes bytes in one direction: a pipe, a FIFO, or what arrives at a socket whose
// peer is another socket here.
type Channel struct {
	Path  string // of a FIFO, from the working folder if it is there
	Peer  string // of a socket: the name of the channel for the other direction
	Known bool   // the next two have been read
	Bytes int
	Size  int // 0 for a socket, whose size is not shown
}

// The kinds of Wait, the most telling first.
const (
	Data    = "data" // to read or to write
	Open    = "open" // a FIFO whose other end nobody has opened
	Lock    = "lock"
	Child   = "child"
	Signal  = "signal"
	Unknown = "unknown" // it waits, but can't be asked for what
	Other   = "other"
	Event   = "event" // epoll_wait(2): of many descriptors
	Time    = "time"
	Thread  = "thread"
)

// Wait is what a thread waits for in the kernel.
type Wait struct {
	Kind          string
	Reads, Writes []int  // descriptors
	Only          bool   // nothing else ends the wait, such as a time limit or another descriptor
	Name          string // of the FIFO that is opened
	Path          string // of it
	Child         int    // PID, or 0 for any child

	task     string // the folder of the thread
	switches string // see parseSwitches
}

// Signals are sets of signals: bit 0 is signal 1.
type Signals struct{ Pending, Blocked, Ignored, Caught uint64 }

// In returns the signals of a set.
func In(set uint64) (signals []syscall.Signal) {
	for bit := range 64 {
		if set&(1<<bit) != 0 {
			signals = append(signals, syscall.Signal(bit+1))
		}
	}
	return signals
}

// End is an end of a channel that a process holds.
type End struct {
	*Process
	Descriptor Descriptor
}

// PIDs returns the processes in the order of their starts. The PIDs alone do not show it,
// because they begin again at a low number (proc_sys_kernel(5), pid_max).
func (s *Snapshot) PIDs() []int {
	if s.pids == nil {
		s.pids = slices.SortedFunc(maps.Keys(s.Processes), func(a, b int) int {
			return cmp.Or(cmp.Compare(s.Processes[a].Started, s.Processes[b].Started), a-b)
		})
	}
	return s.pids
}

// childrenOf returns the children of process pid in the order of their starts.
func (s *Snapshot) childrenOf(pid int) []int {
	if s.childrens == nil {
		s.childrens = make(map[int][]int)
		for _, pid := range s.PIDs() {
			parent := s.Processes[pid].Parent
			s.childrens[parent] = append(s.childrens[parent], pid)
		}
	}
	return s.childrens[pid]
}

// Names returns the channels in ascending order.
func (s *Snapshot) Names() []string { return slices.Sorted(maps.Keys(s.Channels)) }

// Readers returns who holds the read end of the channel called name.
func (s *Snapshot) Readers(name string) []End {
	return slices.DeleteFunc(slices.Clone(s.ends(name)), func(e End) bool { return !e.Descriptor.Reads })
}

// Writers returns who holds the write end of the channel called name. A process that
// holds the peer of a socket can write to it.
func (s *Snapshot) Writers(name string) []End {
	if channel := s.Channels[name]; channel != nil && channel.Peer != "" {
		name = channel.Peer
	}
	return slices.DeleteFunc(slices.Clone(s.ends(name)), func(e End) bool { return !e.Descriptor.Writes })
}

// ends returns all descriptors that are called name, in the order of PIDs and numbers.
func (s *Snapshot) ends(name string) []End {
	if s.holders == nil {
		s.holders = make(map[string][]End)
		for _, pid := range s.PIDs() {
			for _, d := range s.Processes[pid].Descriptors {
				s.holders[d.Name] = append(s.holders[d.Name], End{s.Processes[pid], d})
			}
		}
	}
	return s.holders[name]
}

// Lookup returns the descriptor with a number.
func (p *Process) Lookup(number int) (Descriptor, bool) {
	i := slices.IndexFunc(p.Descriptors, func(d Descriptor) bool { return d.Number == number })
	if i < 0 {
		return Descriptor{}, false
	}
	return p.Descriptors[i], true
}

// Input returns the channel from which a descriptor of p reads.
func (s *Snapshot) Input(p *Process, number int) (name string, ok bool) {
	d, ok := p.Lookup(number)
	return d.Name, ok && d.Reads && s.Channels[d.Name] != nil
}

// Output returns the channel to which a descriptor of p writes.
func (s *Snapshot) Output(p *Process, number int) (name string, ok bool) {
	d, ok := p.Lookup(number)
	channel := s.Channels[d.Name]
	if !ok || !d.Writes || channel == nil {
		return "", false
	}
	if channel.Peer != "" {
		return channel.Peer, true
	}
	return d.Name, true
}

// Wait returns the most telling wait of p, or one of no kind for a process that does not
// wait.
func (p *Process) Wait() Wait {
	if len(p.Waits) == 0 {
		return Wait{}
	}
	return p.Waits[0]
}
