// Package worker starts child processes, keeps them from outliving their parent, waits
// for them, and reports how they ended. A child is a worker, which is this same program
// under another name, or the user's command. The rules are:
//
//   - A worker ends when its parent does, whatever ends the parent: on any Unix by its
//     lifeline, a pipe of which the parent holds the other end, and on Linux by its death
//     signal, too. So a parent needs no cleanup for a worker.
//   - The user's command has no lifeline. On Linux it has a death signal, and its parent
//     adopts what the command leaves behind, and ends it. A launcher, which is this same
//     program too, becomes the command.
//   - A signal is never sent to a process that has been reaped: another process may have
//     got its number.
package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// Child is a child process that has been started.
type Child struct {
	Pid      int
	program  *cli.Program
	isWorker bool
	command  *exec.Cmd
	started  chan struct{} // closed when its start has been narrated
	reaped   chan struct{}
	ended    chan struct{} // closed when its end has been narrated
	waitErr  error         // see Err
	lifeline *os.File      // of a worker: the parent's end
}

// family is locked while a child is started, and while other children are reaped.
var family struct {
	sync.Mutex
	started []int
}

// start starts a child that inherits the files, each under its number, and closes them
// here. The death signal is tied to the thread that starts the child, not to the process
// (PR_SET_PDEATHSIG(2const)): so the main goroutine keeps its thread.
func start(program *cli.Program, command *exec.Cmd, inherited ...*os.File) (*Child, error) {
	runtime.LockOSThread()
	dieWithParent(command)
	family.Lock()
	defer family.Unlock()
	for _, file := range inherited {
		unix.FcntlInt(file.Fd(), unix.F_SETFD, 0)
		defer file.Close()
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	family.started = append(family.started, command.Process.Pid)
	child := &Child{
		Pid:     command.Process.Pid,
		program: program,
		command: command,
		started: make(chan struct{}),
		reaped:  make(chan struct{}),
		ended:   make(chan struct{}),
	}
	go child.wait()
	return child, nil
}

func (c *Child) narrateStart() {
	c.program.Narrate("-> [%d] start", c.Pid)
	close(c.started)
}

func (c *Child) wait() {
	if err := c.command.Wait(); c.command.ProcessState == nil {
		c.waitErr = err
	}
	close(c.reaped)
	<-c.started
	switch how := c.How(); {
	case c.waitErr != nil:
	case c.Signal() != 0:
		c.program.Narrate("<- [%d] ended by %s", c.Pid, how)
	default:
		c.program.Narrate("<- [%d] %s", c.Pid, how)
	}
	close(c.ended)
}

// An Origin is what is known of the process that has sent a signal.
type Origin int

const (
	Unknown    Origin = iota
	Descendant        // the child, or a process that descends from it
	Ended             // it has ended
	Stranger          // it lives, and does not descend from the child
)

// Ended returns a channel that is closed when the child has been reaped and its end has
// been narrated, or when it can't be waited for.
func (c *Child) Ended() <-chan struct{} { return c.ended }

// Err returns an error for a child that can't be waited for.
func (c *Child) Err() error {
	if c.waitErr == nil {
		return nil
	}
	return fmt.Errorf("can't wait for child %d: %w", c.Pid, cli.Reason(c.waitErr))
}

// Kill sends s to the child, and returns os.ErrProcessDone if it has been reaped.
func (c *Child) Kill(s syscall.Signal) error {
	c.program.Narrate("-> [%d] %s", c.Pid, cli.SignalName(s))
	return c.command.Process.Signal(s)
}

// End kills and reaps the child, if it has not ended. It leaves alone a command that has
// become another user's, which it may not kill.
func (c *Child) End() {
	select {
	case <-c.ended:
		return
	default:
	}
	if err := c.Kill(unix.SIGKILL); err == nil || errors.Is(err, os.ErrProcessDone) {
		<-c.reaped
		select {
		case <-c.ended:
		case <-time.After(time.Second / 5): // nobody reads the narration
		}
	}
}

// Wait waits until the child has ended, and returns an error that carries its exit
// status: nil for 0. A child that has failed has written its own message.
func (c *Child) Wait() error {
	<-c.ended
	if err := c.Err(); err != nil {
		return err
	}
	if s := c.Signal(); s != 0 {
		if slices.Contains(fromTerminal, s) {
			// A key at the terminal, and its hang-up, reach parent and child alike. Ours
			// is on its way, and ends this process.
			time.Sleep(100 * time.Millisecond)
		}
		name := "child"
		if c.isWorker {
			name = "worker"
		}
		return cli.Errorf(128+int(s), "%s %d was killed by %s", name, c.Pid, cli.SignalName(s))
	}
	switch status := c.Status(); {
	case status == 0:
		return nil
	case status == cli.ExitUsage && c.isWorker:
		// The parent has found its options right: this is the status of the Go runtime
		// after a panic, or after a signal such as SIGABRT.
		return fmt.Errorf("worker %d broke down", c.Pid)
	default:
		return &cli.Error{Status: status}
	}
}

var fromTerminal = []syscall.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGQUIT}

// Signal returns the signal that ended the child, or 0. A worker may end with the status
// of a signal: see cli.ExitBySignal. That of SIGPIPE means that the reader of its output
// has left.
func (c *Child) Signal() syscall.Signal {
	status := c.waitStatus()
	if status.Signaled() {
		return status.Signal()
	}
	if s := syscall.Signal(status.ExitStatus() - 128); c.isWorker && s > 0 && s != unix.SIGPIPE {
		return s
	}
	return 0
}

// Status returns the exit status of the child as a shell reports it: 128+n after signal
// n.
func (c *Child) Status() int {
	if s := c.Signal(); s != 0 {
		return 128 + int(s)
	}
	return c.waitStatus().ExitStatus()
}

// How returns how the child ended, "exit 0" or "SIGKILL".
func (c *Child) How() string {
	if s := c.Signal(); s != 0 {
		return cli.SignalName(s)
	}
	return fmt.Sprintf("exit %d", c.Status())
}

// waitStatus returns how the child ended: "exit 255" if it can't be waited for.
func (c *Child) waitStatus() syscall.WaitStatus {
	if c.waitErr != nil {
		return 255 << 8
	}
	return c.command.ProcessState.Sys().(syscall.WaitStatus)
}

// self returns the path of this program, where there is /proc also after the file has
// been replaced or removed.
func self() string {
	const link = "/proc/self/exe"
	if _, err := os.Stat(link); err == nil {
		return link
	}
	if path, err := os.Executable(); err == nil {
		return path
	}
	return os.Args[0]
}
