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

// dieWithParent makes the kernel kill the child when its parent dies: even a child that
// is stopped, or that knows nothing of a lifeline.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
}

// AdoptOrphans makes this process the parent of the processes that its descendants leave
// behind (PR_SET_CHILD_SUBREAPER(2const)). It reaps them as they end, and ends the others
// when the program ends. It leaves alone the children that this process has inherited
// from a shell that it has replaced by execve.
func AdoptOrphans(program *cli.Program) {
	inherited := Children("self")
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	go reapOrphans(inherited)
	program.AtExit(func() { endChildren(inherited) })
}

func reapOrphans(inherited []int) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	for range ended {
		family.Lock()
		for _, pid := range Children("self") {
			if !slices.Contains(inherited, pid) && !slices.Contains(family.started, pid) {
				unix.Wait4(pid, nil, unix.WNOHANG, nil)
			}
		}
		family.Unlock()
	}
}

// endChildren kills and reaps the children of this process, and the children that they
// leave, and so on, but for those in except and those that may not be killed. The number
// of a child stays its own until the child has been reaped, so none of these is a
// stranger.
func endChildren(except []int) {
	family.Lock() // for good: no more children are started
	for {
		ended := false
		for _, pid := range Children("self") {
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

// Children returns the numbers of the children of process, a PID or "self" (proc(5)).
func Children(process string) (pids []int) {
	lists, _ := filepath.Glob("/proc/" + process + "/task/*/children")
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
