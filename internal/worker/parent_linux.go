package worker

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// dieWithParent has the kernel kill the child when its parent dies: even one
// that is stopped, or that knows nothing of a lifeline.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
}

// AdoptOrphans makes this process the parent of what its descendants leave behind,
// PR_SET_CHILD_SUBREAPER(2const): it reaps that as it ends, and ends the rest when the
// program ends. It leaves alone the children that this process had already: those of the
// shell that it replaced by execve.
func AdoptOrphans(program *cli.Program) {
	strangers := children()
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	go reapOrphans(strangers)
	program.AtExit(func() { endChildren(strangers) })
}

func reapOrphans(strangers []int) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	for range ended {
		family.Lock()
		for _, pid := range children() {
			if !slices.Contains(strangers, pid) && !slices.Contains(family.children, pid) {
				unix.Wait4(pid, nil, unix.WNOHANG, nil)
			}
		}
		family.Unlock()
	}
}

// endChildren kills and reaps the children of this process, and the children that
// they leave, and so on, except some, and except those that may not be killed. None
// of them can have been replaced by a stranger: the number of a child is taken
// until it has been reaped.
func endChildren(except []int) {
	family.Lock() // for good
	for {
		ended := false
		for _, pid := range children() {
			switch {
			case slices.Contains(except, pid):
			case unix.Kill(pid, unix.SIGKILL) != nil:
				except = append(except, pid)
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
