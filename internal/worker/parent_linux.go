package worker

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// dieWithParent has the kernel kill the child when its parent dies: even one
// that is stopped, or that knows nothing of a lifeline.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
}

// orphans are what the descendants of this process leave behind.
type orphans struct {
	mutex  sync.Mutex // held by whoever reaps
	others []int      // children that are none: those of the shell that this process replaced by execve
}

// adoptOrphans makes this process the parent of what its descendants leave behind:
// PR_SET_CHILD_SUBREAPER(2const).
func adoptOrphans() *orphans {
	o := &orphans{others: children()}
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	return o
}

// reap reaps orphans as they end. child is none of them.
func (o *orphans) reap(child int) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	for range ended {
		o.mutex.Lock()
		for _, pid := range children() {
			if pid != child && !slices.Contains(o.others, pid) {
				unix.Wait4(pid, nil, unix.WNOHANG, nil)
			}
		}
		o.mutex.Unlock()
	}
}

// end kills and reaps the orphans, and what they leave behind, and so on, except those
// that may not be killed. None of them can have been replaced by a stranger: the number
// of a child is taken until it has been reaped.
func (o *orphans) end() {
	o.mutex.Lock() // for good
	for {
		ended := false
		for _, pid := range children() {
			switch {
			case slices.Contains(o.others, pid):
			case unix.Kill(pid, unix.SIGKILL) != nil:
				o.others = append(o.others, pid)
			default:
				unix.Wait4(pid, nil, 0, nil)
				ended = true
			}
		}
		if !ended {
			return
		}
	}
}

func children() (pids []int) {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
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
