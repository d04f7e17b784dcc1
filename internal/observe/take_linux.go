package observe

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Take looks at all processes, lets choose select some of them by what connects them, and
// returns these and all that Follow finds from them, in detail. This process is none of
// them.
func Take(choose func(all *Snapshot) (chosen []int, err error)) (*Snapshot, error) {
	all, err := takeOutline()
	if err != nil {
		return nil, err
	}
	roots, err := choose(all)
	if err != nil {
		return nil, err
	}
	s := all.only(all.Follow(roots))
	for _, pid := range s.PIDs() {
		s.detail(s.Processes[pid])
	}
	s.fill()
	for _, pid := range s.PIDs() {
		if !s.settle(s.Processes[pid]) {
			delete(s.Processes, pid)
		}
	}
	s.pids, s.holders, s.childrens = nil, nil, nil
	return s, nil
}

// takeOutline returns all processes. Of their descriptors only the names are known.
func takeOutline() (*Snapshot, error) {
	folder, err := os.Open("/proc")
	if err != nil {
		return nil, fmt.Errorf("no /proc, which shows the processes: %w", errors.Unwrap(err))
	}
	defer folder.Close()
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Processes: make(map[int]*Process), Channels: make(map[string]*Channel)}
	own, err := readStat("/proc/self")
	if err != nil {
		return nil, errors.New("/proc does not show this process: is it mounted? (proc(5))")
	}
	s.own, s.Terminal, s.Session = own, own.Terminal, own.Session
	own.Descriptors, _ = listDescriptors("/proc/self")
	self := strconv.Itoa(own.PID)
	for _, name := range names {
		if name[0] >= '1' && name[0] <= '9' && name != self {
			s.outline("/proc/" + name)
		}
	}
	s.pairSockets()
	return s, nil
}

// outline adds the process whose folder is given, unless it has ended meanwhile.
func (s *Snapshot) outline(folder string) {
	p, err := readStat(folder)
	if err != nil {
		return
	}
	const kthreadd = 2 // the parent of all threads of the kernel
	if p.Parent == kthreadd && p.Session == 0 {
		return
	}
	s.Processes[p.PID] = p
	if p.State == "Z" {
		return
	}
	if p.Descriptors, err = listDescriptors(folder); errors.Is(err, fs.ErrPermission) {
		s.Hidden++
	}
	for _, d := range p.Descriptors {
		s.addChannel(d.Name, "")
	}
	if p.State != "S" {
		return
	}
	for _, task := range tasks(folder, p.threads) {
		text, _ := readFile(task + "/syscall")
		if c, ok := parseCall(text); ok {
			wait := c.wait(p.PID)
			p.Waits = append(p.Waits, wait)
			s.addChannel(wait.Name, fromHere(wait.Path))
		}
	}
}

func (s *Snapshot) addChannel(name, path string) {
	if s.Channels[name] == nil && (strings.HasPrefix(name, "pipe:[") || strings.HasPrefix(name, "fifo:[")) {
		s.Channels[name] = &Channel{Path: path}
	}
}

// fromHere returns path as it is called in the working folder, if it is below that.
func fromHere(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	short, ok := strings.CutPrefix(path, strings.TrimSuffix(here, "/")+"/")
	if !ok {
		return path
	}
	return short
}

// tasks returns the folders of the threads of a process.
func tasks(folder string, threads int) []string {
	if threads == 1 { // most have one: no need to list it
		return []string{folder}
	}
	names, err := readNames(folder + "/task")
	if err != nil {
		return nil
	}
	for i, name := range names {
		names[i] = folder + "/task/" + name
	}
	return names
}

// listDescriptors returns the descriptors of a process, in ascending order.
func listDescriptors(folder string) (descriptors []Descriptor, err error) {
	names, err := readNames(folder + "/fd")
	for _, name := range names {
		number, _ := strconv.Atoi(name)
		path := folder + "/fd/" + name
		target := readLink(path)
		if target == "" {
			continue
		}
		// The path of a FIFO is not its name, and its file may have been removed.
		if target[0] == '/' && !strings.HasPrefix(target, "/dev/pts/") && target != "/dev/null" {
			if fifo, ok := FIFOName(path); ok {
				target = fifo
			}
		}
		descriptors = append(descriptors, Descriptor{Number: number, Name: target})
	}
	slices.SortFunc(descriptors, func(a, b Descriptor) int { return a.Number - b.Number })
	return descriptors, err
}

// detail reads what each thread of p waits for, its signals, and which end of a channel
// each descriptor is.
func (s *Snapshot) detail(p *Process) {
	folder := "/proc/" + strconv.Itoa(p.PID)
	status, _ := readFile(folder + "/status")
	p.Signals = parseSignals(status)
	p.Waits = nil
	for _, task := range tasks(folder, p.threads) {
		if wait := waitOf(p.PID, task); wait.Kind != "" {
			p.Waits = append(p.Waits, wait)
		} else {
			p.Runs = true
		}
	}
	sortWaits(p.Waits)
	if p.Wait().Kind == Unknown {
		s.explain(p.PID)
	}
	for i := range p.Descriptors {
		d := &p.Descriptors[i]
		channel := s.Channels[d.Name]
		if channel == nil {
			continue
		}
		number := strconv.Itoa(d.Number)
		info, _ := readFile(folder + "/fdinfo/" + number)
		d.parseInfo(info)
		if strings.HasPrefix(d.Name, "fifo:[") && channel.Path == "" {
			channel.Path = fromHere(readLink(folder + "/fd/" + number))
		}
	}
}

// waitOf returns what a thread waits for, and nothing for one that runs.
func waitOf(pid int, task string) (wait Wait) {
	status, _ := readFile(task + "/status")
	text, err := readFile(task + "/syscall")
	switch {
	case errors.Is(err, fs.ErrPermission):
		if strings.Contains(status, "\nState:\tS") {
			wait.Kind = Unknown
		}
	case err == nil && !strings.HasPrefix(text, "running"):
		wait.Kind = Other
		if c, ok := parseCall(text); ok {
			wait = c.wait(pid)
		}
	}
	wait.task, wait.switches = task, parseSwitches(status)
	return wait
}

func (c call) wait(pid int) Wait {
	decode := calls[c.number]
	if decode == nil {
		decode = legacyCalls[c.number]
	}
	if decode == nil {
		return Wait{Kind: Other}
	}
	wait := decode(pid, c.arguments)
	if wait.Kind == Child && len(wait.Reads) == 1 {
		wait.Child = pidOf(pid, wait.Reads[0])
		wait.Reads = nil
	}
	return wait
}

// pidOf returns the process that a pidfd of process pid stands for (pidfd_open(2)), or 0.
func pidOf(pid, descriptor int) int {
	info, _ := readFile(fmt.Sprintf("/proc/%d/fdinfo/%d", pid, descriptor))
	_, text, _ := strings.Cut(info, "\nPid:\t")
	text, _, _ = strings.Cut(text, "\n")
	child, _ := strconv.Atoi(text)
	return max(0, child)
}

// readStat returns what the stat of a process says, whose folder in /proc is given. It
// fails if the process has been reaped.
func readStat(folder string) (*Process, error) {
	text, _ := readFile(folder + "/stat")
	return parseStat(text)
}

// State returns the state of process pid (proc_pid_stat(5)), or "" if it has been reaped.
func State(pid int) string {
	p, err := readStat("/proc/" + strconv.Itoa(pid))
	if err != nil {
		return ""
	}
	return p.State
}

// settle finds out whether p has run since detail has looked at it. It reports false if p
// has ended.
func (s *Snapshot) settle(p *Process) (isThere bool) {
	now, err := readStat("/proc/" + strconv.Itoa(p.PID))
	if err != nil {
		return false
	}
	p.Steady = now.State == p.State && p.State != "R"
	// A new program has another name, and a worker of ours gives itself one (prctl(2)).
	p.State, p.Name = now.State, now.Name
	if wait := p.Wait(); wait.task != "" {
		status, _ := readFile(wait.task + "/status")
		p.Steady = p.Steady && parseSwitches(status) == wait.switches
	}
	s.narrow(p)
	return true
}

// explain adds the reason why process pid can't be asked what it waits for, or for a copy
// of a descriptor (ptrace(2)).
func (s *Snapshot) explain(pid int) {
	reason := "the processes of other users can be looked at only by root"
	var stat unix.Stat_t
	err := unix.Stat("/proc/"+strconv.Itoa(pid), &stat)
	scope, _ := readFile("/proc/sys/kernel/yama/ptrace_scope")
	if scope = strings.TrimSpace(scope); err == nil && int(stat.Uid) == os.Geteuid() {
		reason = "the kernel lets nobody but root look at some processes (ptrace(2))"
		if scope != "" && scope != "0" {
			reason = "kernel.yama.ptrace_scope is " + scope +
				", so only root can see what processes wait for and how full pipes are; " +
				"with -- COMMAND, you can, too"
		}
	}
	if !slices.Contains(s.Reasons, reason) {
		s.Reasons = append(s.Reasons, reason)
	}
}

// narrow decides what a call waits for that takes from one channel and gives to another,
// such as splice(2): for input if there is none, else for room.
func (s *Snapshot) narrow(p *Process) {
	for i := range p.Waits {
		wait := &p.Waits[i]
		if wait.Kind != Data || !wait.Only || len(wait.Reads) == 0 || len(wait.Writes) == 0 {
			continue
		}
		name, ok := s.Input(p, wait.Reads[0])
		if channel := s.Channels[name]; ok && channel.Known && channel.Bytes == 0 {
			wait.Writes = nil
		} else {
			wait.Reads = nil
		}
	}
}
