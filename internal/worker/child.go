// Package worker starts child processes, waits for them, and reports how they ended. A
// child is a worker, which is this same program under another name, or the user's
// command. The rules are:
//
//   - A worker ends when its parent ends, even by SIGKILL: see "How a worker cannot
//     outlive its parent" in doc/how-it-works.md. So a parent needs no cleanup for it.
//   - On any Unix the worker has a lifeline, a pipe whose other end only the parent
//     holds. On Linux it also has a death signal, which the kernel sends when the parent
//     ends.
//   - The user's command has no lifeline. On Linux it has a death signal, and the parent
//     adopts the processes that the command leaves behind, and ends them.
//   - A launcher, which is this same program too, is started and becomes the command.
//   - No signal is sent to a process that has been reaped, because another process may
//     have its number by then.
package worker

import (
	"errors"
	"fmt"
	"os"
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
	process  *process
	status   syscall.WaitStatus // of a child that has been reaped
	started  chan struct{}      // closed when its start has been narrated
	reaped   chan struct{}
	ended    chan struct{} // closed when its end has been narrated
	waitErr  error         // see Err
	lifeline *os.File      // of a worker: the parent's end
}

// children are the children that start has started. It is locked while a child is
// started, and while adopted children are reaped.
var children struct {
	sync.Mutex
	started []int // their PIDs
}

// start starts this same program with the given words as its command line. The files
// become the descriptors 0, 1, 2 and so on of the child. It also inherits failure, unless
// that is nil, under its own number; failure is then closed here. The death signal comes
// when the starting thread ends, not only when the process does
// (PR_SET_PDEATHSIG(2const)), so the main goroutine keeps its thread.
func start(program *cli.Program, words []string, failure *os.File, files ...*os.File) (*Child, error) {
	runtime.LockOSThread()
	children.Lock()
	defer children.Unlock()
	if failure != nil {
		unix.FcntlInt(failure.Fd(), unix.F_SETFD, 0) // under the lock: no other child inherits it
		defer failure.Close()
	}
	attributes := syscall.ProcAttr{Env: os.Environ(), Sys: dieWithParent()}
	for _, file := range files {
		attributes.Files = append(attributes.Files, file.Fd())
	}
	pid, err := syscall.ForkExec(self(), words, &attributes)
	if err != nil {
		return nil, err
	}
	children.started = append(children.started, pid)
	child := &Child{
		Pid:     pid,
		program: program,
		process: asProcess(pid),
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
	c.status, c.waitErr = c.process.wait()
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

// Origin classifies the process that has sent a signal.
type Origin int

const (
	Unknown    Origin = iota
	Descendant        // the child, or a process that descends from it
	Ended             // a process that has ended
	Stranger          // a living process that does not descend from the child
)

// Ended returns a channel that is closed when the child has been reaped and its end has
// been narrated. It is also closed if waiting for the child has failed.
func (c *Child) Ended() <-chan struct{} { return c.ended }

// Err returns an error if waiting for the child has failed.
func (c *Child) Err() error {
	if c.waitErr == nil {
		return nil
	}
	return fmt.Errorf("can't wait for child %d: %w", c.Pid, cli.Reason(c.waitErr))
}

// Kill sends s to the child. It returns os.ErrProcessDone if the child has been reaped.
func (c *Child) Kill(s syscall.Signal) error {
	select {
	case <-c.reaped:
		return os.ErrProcessDone
	default:
	}
	c.program.Narrate("-> [%d] %s", c.Pid, cli.SignalName(s))
	return c.process.signal(s)
}

// End kills and reaps the child, unless it has ended. If the child is a command that now
// runs as another user, this process may not be allowed to kill it, and does not wait.
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
			// A key at the terminal, or its hang-up, signals parent and child alike. Our
			// signal is about to arrive, and ends this process.
			time.Sleep(100 * time.Millisecond)
		}
		kind := "child"
		if c.isWorker {
			kind = "worker"
		}
		return cli.Errorf(128+int(s), "%s %d was killed by %s", kind, c.Pid, cli.SignalName(s))
	}
	switch status := c.Status(); {
	case status == 0:
		return nil
	case status == cli.ExitUsage && c.isWorker:
		// The parent has accepted the same options. So this is the Go runtime's status
		// after a panic, or after a signal such as SIGABRT.
		return fmt.Errorf("worker %d broke down", c.Pid)
	default:
		return &cli.Error{Status: status}
	}
}

var fromTerminal = []syscall.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGQUIT}

// Signal returns the signal that ended the child, or 0. For a worker, the exit status of
// a signal counts as that signal: see cli.ExitBySignal. But the status of SIGPIPE does
// not: it means that the reader of the worker's output has left.
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

// Status returns the exit status of the child as a shell reports it, 128+n after signal
// n.
func (c *Child) Status() int {
	if s := c.Signal(); s != 0 {
		return 128 + int(s)
	}
	return c.waitStatus().ExitStatus()
}

// How describes the end of the child, such as "exit 0" or "SIGKILL".
func (c *Child) How() string {
	if s := c.Signal(); s != 0 {
		return cli.SignalName(s)
	}
	return fmt.Sprintf("exit %d", c.Status())
}

// waitStatus returns the child's status from wait(2), or that of exit 255 if waiting for
// the child has failed.
func (c *Child) waitStatus() syscall.WaitStatus {
	if c.waitErr != nil {
		return 255 << 8
	}
	return c.status
}

// self returns a path of this program. With /proc, the path is valid even after the
// program's file has been replaced or removed.
func self() string {
	const link = "/proc/self/exe"
	if _, err := os.Stat(link); err == nil {
		return link
	}
	if path, err := os.Executable(); err == nil {
		return path
	}
	path, _ := Find(os.Args[0])
	return path
}
