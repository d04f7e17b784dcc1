// Package worker is about child processes: a worker, which is this same program
// under another name, or a command of the user's. It starts them, keeps them from
// outliving their parent, waits for them, and tells how they ended.
package worker

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
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
	name     string // what our messages call it
	command  *exec.Cmd
	told     chan struct{} // closed when its start has been told
	reaped   chan struct{} // closed when it has been reaped
	ended    chan struct{} // closed when its end has been told
	lifeline *os.File      // of a worker: our end
}

// StartCommand starts a command of the user's, which it finds as execvp(3) does. One
// that can't be run ends the program with 126, one that can't be found with 127, as in
// env(1).
func StartCommand(program *cli.Program, stdin, stdout *os.File, words ...string) (*Child, error) {
	run := func(path string, words ...string) (*Child, error) {
		command := &exec.Cmd{Path: path, Args: words, Stdin: stdin, Stdout: stdout, Stderr: os.Stderr}
		return start(program, command, "child")
	}
	path, err := find(words[0])
	var child *Child
	if err == nil {
		child, err = run(path, words...)
	}
	if errors.Is(err, unix.ENOEXEC) { // a script without #!
		child, err = run("/bin/sh", append([]string{"sh", path}, words[1:]...)...)
	}
	name := cli.Quote(words[0])
	switch {
	case err == nil:
		return child, nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, cli.Errorf(cli.NotFound, "%s: command not found", name)
	case errors.Is(err, fs.ErrNotExist):
		return nil, cli.Errorf(cli.NotFound, "%s: %w", name, cli.Reason(err))
	}
	return nil, cli.Errorf(cli.CannotRun, "%s: %w", name, cli.Reason(err))
}

// find returns the path of what is called name and can be run. exec.LookPath does not
// tell what can't be, and has rules of its own for folders of PATH that are relative.
func find(name string) (path string, err error) {
	switch {
	case name == "":
		return "", exec.ErrNotFound
	case strings.Contains(name, "/"):
		return name, nil
	}
	folders, set := os.LookupEnv("PATH")
	if !set {
		folders = "/bin:/usr/bin"
	}
	err = exec.ErrNotFound
	for folder := range strings.SplitSeq(folders, ":") {
		path := cmp.Or(folder, ".") + "/" + name
		failed := unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			failed = unix.EACCES
		}
		switch {
		case failed == nil:
			return path, nil
		case !errors.Is(failed, fs.ErrNotExist) && !errors.Is(failed, unix.ENOTDIR):
			err = failed
		}
	}
	return "", err
}

// family is locked by whoever starts a child, or reaps those that are none of ours.
var family struct {
	sync.Mutex
	children []int // those that we have started
}

// start starts a child, which ends with the program at the latest: also if a signal
// ends the program while the child is being started.
func start(program *cli.Program, command *exec.Cmd, name string) (child *Child, err error) {
	// The death signal is tied to the thread that starts the child, not to the
	// process: PR_SET_PDEATHSIG(2const). A thread that a goroutine is locked to
	// stays as long as the goroutine, and this one is the main goroutine.
	runtime.LockOSThread()
	dieWithParent(command)
	program.Undisturbed(func() {
		family.Lock()
		defer family.Unlock()
		if err = command.Start(); err != nil {
			return
		}
		family.children = append(family.children, command.Process.Pid)
		child = &Child{
			Pid:     command.Process.Pid,
			program: program,
			name:    name,
			command: command,
			told:    make(chan struct{}),
			reaped:  make(chan struct{}),
			ended:   make(chan struct{}),
		}
		go child.wait()
		program.AtExit(child.end)
	})
	if err != nil {
		return nil, err
	}
	program.Narrate("-> [%d] start", child.Pid)
	close(child.told)
	return child, nil
}

func (c *Child) wait() {
	c.command.Wait() // how it ended is in command.ProcessState
	close(c.reaped)
	<-c.told
	c.program.Narrate("<- [%d] %s", c.Pid, c.How())
	close(c.ended)
}

// Ended is closed when the child has ended and has been reaped.
func (c *Child) Ended() <-chan struct{} { return c.ended }

// Kill sends s to the child. It can't hit a stranger: os.Process sends nothing
// to a process that has been reaped.
func (c *Child) Kill(s syscall.Signal) error {
	c.program.Narrate("-> [%d] %s", c.Pid, cli.SignalName(s))
	return c.command.Process.Signal(s)
}

// end ends a child that the program would leave behind, unless it may not: a
// command of the user's can have become another user.
func (c *Child) end() {
	select {
	case <-c.ended:
		return
	default:
	}
	if err := c.Kill(unix.SIGKILL); err == nil || errors.Is(err, os.ErrProcessDone) {
		<-c.reaped
		select {
		case <-c.ended:
		case <-time.After(time.Second / 5): // nobody reads what is told
		}
	}
}

// Wait waits until the child has ended and returns how, as an error that ends
// the program in the same way: nil after status 0. A child that failed by itself
// has said why, or has nothing to say: its reader has left.
func (c *Child) Wait() error {
	<-c.ended
	if s := c.Signal(); s != 0 {
		if slices.Contains(fromTerminal, s) {
			// A key at the terminal or its hanging up reaches parent and child
			// alike. Ours is on its way, and ends this process.
			time.Sleep(100 * time.Millisecond)
		}
		return cli.Errorf(128+int(s), "%s %d was killed by %s", c.name, c.Pid, cli.SignalName(s))
	}
	switch status := c.Status(); {
	case status == 0:
		return nil
	case status == cli.WrongUse && c.name == "worker":
		// Its options are its parent's, which has found nothing wrong: this is the
		// Go runtime's status after a panic, or after a signal such as SIGABRT.
		return fmt.Errorf("worker %d broke down", c.Pid)
	default:
		return &cli.Error{Status: status}
	}
}

var fromTerminal = []syscall.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGQUIT}

// Signal returns the signal that ended the child, or 0. By most signals a worker ends
// with the status for that, see cli.EndBy; but that of SIGPIPE only tells that its
// reader has left.
func (c *Child) Signal() syscall.Signal {
	status := c.waitStatus()
	if status.Signaled() {
		return status.Signal()
	}
	if s := syscall.Signal(status.ExitStatus() - 128); c.name == "worker" && s > 0 && s != unix.SIGPIPE {
		return s
	}
	return 0
}

// Status returns the exit status of the child as a shell tells it: 128+n after
// signal n.
func (c *Child) Status() int {
	if s := c.Signal(); s != 0 {
		return 128 + int(s)
	}
	return c.waitStatus().ExitStatus()
}

// How tells how the child ended: "exit 0" or "SIGKILL".
func (c *Child) How() string {
	if s := c.Signal(); s != 0 {
		return cli.SignalName(s)
	}
	return fmt.Sprintf("exit %d", c.Status())
}

func (c *Child) waitStatus() syscall.WaitStatus {
	return c.command.ProcessState.Sys().(syscall.WaitStatus)
}

// self is the file of this program, also after it has been replaced or removed.
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
