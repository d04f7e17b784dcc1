package worker

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// lifeline is the worker's read end of a pipe whose write end only the parent has. The
// parent writes nothing, so a read returns when the parent ends, even by SIGKILL.
const lifeline = 3

// name returns the name that ps shows for a worker of program.
func name(program *cli.Program) string { return program.Name + "-worker" }

// Start starts this same program as a worker, with the given arguments.
func Start(program *cli.Program, stdin, stdout *os.File, arguments ...string) (*Child, error) {
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("can't start a worker: %w", cli.Reason(err))
	}
	defer theirs.Close()
	words := append([]string{name(program)}, arguments...)
	child, err := start(program, words, nil, stdin, stdout, os.Stderr, theirs) // descriptor 3
	if err != nil {
		return nil, fmt.Errorf("can't start a worker: %w", cli.Reason(err))
	}
	child.isWorker = true
	child.lifeline = ours // else the garbage collector would close it
	child.narrateStart()
	return child, nil
}

// IsWorker reports whether this process was started as a worker of program.
func IsWorker(program *cli.Program) bool {
	return filepath.Base(os.Args[0]) == name(program)
}

// FollowParent is a worker's first call: from now on, the worker ends when its parent
// ends. It returns an error if no parent holds the lifeline, because then a user has
// started the program under the worker's name.
func FollowParent(program *cli.Program) error {
	if !hasLifeline() || !parentLives() {
		return fmt.Errorf("%s is started by %s only", name(program), program.Name)
	}
	unix.CloseOnExec(lifeline)
	unix.SetNonblock(lifeline, true) // so that the read below does not occupy a thread
	// ps -o comm, pgrep and killall use this name. Without /proc, the name stays that of
	// the program's file.
	os.WriteFile("/proc/self/comm", []byte(name(program)), 0)
	go func() {
		os.NewFile(lifeline, "lifeline").Read(make([]byte, 1))
		os.Exit(cli.ExitFailure)
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

// parentLives reports whether the parent still holds the lifeline.
func parentLives() bool {
	events, err := pipe.Poll(lifeline, unix.POLLIN, 0)
	return err == nil && events == 0
}

// Parent returns the parent of this worker, so that it can be signalled. os.FindProcess
// opens a pidfd, and the lifeline then shows that the parent still lives. So the pidfd
// refers to the parent, and not to a later process with the same PID.
func Parent() (*os.Process, error) {
	parent, err := os.FindProcess(os.Getppid())
	if err == nil && !parentLives() {
		err = os.ErrProcessDone
	}
	return parent, err
}
