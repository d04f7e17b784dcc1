package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// lifeline is the descriptor in a worker of the read end of a pipe whose only
// write end is the parent's: its end of file is the parent's death, on any Unix,
// whatever the parent dies of.
const lifeline = 3

// name is what ps shows for a worker of program.
func name(program *cli.Program) string { return program.Name + "-worker" }

// Start starts this same program as a worker, with the given arguments.
func Start(program *cli.Program, stdin, stdout *os.File, arguments ...string) (*Child, error) {
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("can't start a worker: %w", cli.Reason(err))
	}
	defer theirs.Close()
	command := exec.Command(self(), arguments...)
	command.Args[0] = name(program)
	command.Stdin, command.Stdout, command.Stderr = stdin, stdout, os.Stderr
	command.ExtraFiles = []*os.File{theirs} // the first of them is descriptor 3
	child, err := start(program, command, "worker")
	if err != nil {
		return nil, fmt.Errorf("can't start a worker: %w", cli.Reason(err))
	}
	child.lifeline = ours // for the garbage collector, which would close it
	return child, nil
}

// IsWorker tells whether this process was started as a worker of program.
func IsWorker(program *cli.Program) bool {
	return filepath.Base(os.Args[0]) == name(program)
}

// FollowParent is the first thing that a worker does: from now on it ends when
// its parent does. It returns an error if no parent holds the lifeline, since
// somebody else used the worker's name.
func FollowParent(program *cli.Program) error {
	if !hasLifeline() || !parentLives() {
		return fmt.Errorf("%s is started by %s only", name(program), program.Name)
	}
	unix.CloseOnExec(lifeline)
	unix.SetNonblock(lifeline, true) // for the read below not to take a thread
	// ps -o comm, pgrep and killall know a process by this name. It is a
	// nicety: where there is no /proc, the name stays that of the file.
	os.WriteFile("/proc/self/comm", []byte(name(program)), 0)
	go func() {
		os.NewFile(lifeline, "lifeline").Read(make([]byte, 1))
		os.Exit(cli.Failed)
	}()
	return nil
}

func hasLifeline() bool {
	var stat unix.Stat_t
	if unix.Fstat(lifeline, &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return false
	}
	flags, err := unix.FcntlInt(lifeline, unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDONLY
}

// parentLives tells whether the lifeline is still held, without waiting.
func parentLives() bool {
	poll := []unix.PollFd{{Fd: lifeline, Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(poll, 0)
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n == 0
		}
	}
}

// Parent returns the parent of this worker, to be signalled. It is the parent
// and no stranger that has got its number: os.FindProcess refers to it by a
// pidfd, and the lifeline tells that it was alive after that.
func Parent() (*os.Process, error) {
	parent, err := os.FindProcess(os.Getppid())
	if err == nil && !parentLives() {
		err = os.ErrProcessDone
	}
	return parent, err
}
