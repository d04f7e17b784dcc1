package worker

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// dieWithParent makes the kernel kill the child when its parent ends, even a child that
// is stopped, or that has no lifeline.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL} }

// adopts is set once AdoptOrphans has succeeded.
var adopts bool

// AdoptOrphans makes this process the parent of the processes that its descendants leave
// behind (PR_SET_CHILD_SUBREAPER(2const)). It reaps them when they end, and kills the
// rest when the program ends. If it can't know them for certain, it returns an error
// instead.
func AdoptOrphans(program *cli.Program) error {
	switch {
	case !procIsOurs():
		return errors.New("/proc does not show the processes of this PID namespace")
	case len(Children("self")) > 0: // of a shell that became this program by exec
		return errors.New("this process had other children before")
	}
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	adopts = true
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD) // here: a goroutine may start after the first end
	go reapOrphans(ended)
	program.AtExit(endChildren)
	return nil
}

// procIsOurs reports whether /proc uses the same PIDs as this process's system calls.
// NSpid lists one PID for each namespace, from that of /proc down to that of the process
// (proc_pid_status(5)).
func procIsOurs() bool {
	status, _ := os.ReadFile("/proc/self/status")
	_, text, _ := strings.Cut(string(status), "\nNSpid:")
	numbers, _, _ := strings.Cut(text, "\n")
	return len(strings.Fields(numbers)) == 1
}

func reapOrphans(ended <-chan os.Signal) {
	for range ended {
		children.Lock()
		for _, pid := range Children("self") {
			if !slices.Contains(children.started, pid) {
				unix.Wait4(pid, nil, unix.WNOHANG, nil)
			}
		}
		children.Unlock()
	}
}

// endChildren kills and reaps the children of this process, until no child is left that
// it may kill: a killed child may leave children behind. A child keeps its PID until it
// has been reaped, so no other process is killed by mistake.
func endChildren() {
	children.Lock() // and never unlock: no more children are started
	var left []int
	for {
		ended := false
		for _, pid := range Children("self") {
			switch {
			case slices.Contains(left, pid):
			case unix.Kill(pid, unix.SIGKILL) != nil:
				left = append(left, pid)
			default:
				if _, err := unix.Wait4(pid, nil, 0, nil); err != nil {
					left = append(left, pid) // another goroutine has reaped it
				}
				ended = true
			}
		}
		if !ended {
			return
		}
	}
}

// Children returns the PIDs of the children of parent, which is a PID or "self"
// (proc(5)).
func Children(parent string) (pids []int) {
	lists, _ := filepath.Glob("/proc/" + parent + "/task/*/children")
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, field := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(field); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// Origin finds out whether process pid descends from the child. If one of the child's
// descendants has lost its parent, it is a child of this process, which adopts it.
func (c *Child) Origin(pid int) Origin {
	switch {
	case pid == c.Pid:
		return Descendant
	case pid == 0 || !adopts:
		return Unknown
	}
	ended := false
	for ancestor := pid; ancestor > 1; {
		state, parent, ok := readStat(ancestor)
		switch {
		case parent == c.Pid || parent == os.Getpid():
			return Descendant
		case !ok && unix.Kill(pid, 0) == unix.ESRCH:
			return Ended
		case !ok:
			return Unknown
		case ancestor == pid:
			ended = state == "Z"
		}
		ancestor = parent
	}
	if ended {
		return Ended
	}
	return Stranger
}

// readStat returns the state and the parent of process pid (proc_pid_stat(5)).
func readStat(pid int) (state string, parent int, ok bool) {
	stat, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 2 {
		return "", 0, false
	}
	parent, err := strconv.Atoi(fields[1])
	return fields[0], parent, err == nil
}

// unblock lets this thread receive s, unless it is 0.
func unblock(s syscall.Signal) {
	if s > 0 {
		set := SignalSet(s)
		unix.PthreadSigmask(unix.SIG_UNBLOCK, &set, nil)
	}
}

// SignalSet returns the set that contains s alone.
func SignalSet(s syscall.Signal) (set unix.Sigset_t) {
	bits := 1024 / len(set.Val) // in each word
	set.Val[int(s-1)/bits] |= 1 << (int(s-1) % bits)
	return set
}
