// Package worker starts child processes, keeps them from outliving their parent, waits
// for them, and reports how they ended. A child is a worker, which is this same program
// under another name, or the user's command. The rules are:
//
//   - A worker ends when its parent does, whatever ends the parent: on any Unix by its
//     lifeline, a pipe of which the parent holds the other end, and on Linux by its death
//     signal, too. So a parent needs no cleanup for a worker.
//   - The user's command has no lifeline. On Linux it has a death signal, and its parent
//     adopts what the command leaves behind, and ends it.
//   - A signal is never sent to a process that has been reaped: another process may have
//     got its number.
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
	isWorker bool
	command  *exec.Cmd
	started  chan struct{} // closed when its start has been narrated
	reaped   chan struct{}
	ended    chan struct{} // closed when its end has been narrated
	lifeline *os.File      // of a worker: the parent's end
}

// StartCommand starts the user's command, which it finds as execvp(3) does. It returns an
// error with status 126 for a command that can't be run, 127 for one that was not found,
// as env(1) does. The command ends with the program at the latest.
func StartCommand(program *cli.Program, stdin, stdout *os.File, words ...string) (child *Child, err error) {
	program.AtExit(func() {
		if child != nil {
			child.End()
		}
	})
	program.Uninterrupted(func() { child, err = startCommand(program, stdin, stdout, words) })
	name := cli.Quote(words[0])
	switch {
	case err == nil:
		child.narrateStart()
		return child, nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, cli.Errorf(cli.ExitNotFound, "%s: command not found", name)
	case errors.Is(err, fs.ErrNotExist):
		return nil, cli.Errorf(cli.ExitNotFound, "%s: %w", name, cli.Reason(err))
	}
	return nil, cli.Errorf(cli.ExitCannotRun, "%s: %w", name, cli.Reason(err))
}

func startCommand(program *cli.Program, stdin, stdout *os.File, words []string) (*Child, error) {
	path, err := find(words[0])
	if err != nil {
		return nil, err
	}
	command := &exec.Cmd{Path: path, Args: words, Stdin: stdin, Stdout: stdout, Stderr: os.Stderr}
	child, err := start(program, command)
	if errors.Is(err, unix.ENOEXEC) { // a script without #!
		words = append([]string{"sh", path}, words[1:]...)
		command = &exec.Cmd{Path: "/bin/sh", Args: words, Stdin: stdin, Stdout: stdout, Stderr: os.Stderr}
		return start(program, command)
	}
	return child, err
}

// find searches PATH as execvp(3) does. Unlike exec.LookPath it reports files that exist
// but can't be run, and it accepts relative folders in PATH.
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

// family is locked while a child is started, and while other children are reaped.
var family struct {
	sync.Mutex
	started []int
}

// start starts a child. The death signal is tied to the thread that starts the child, not
// to the process (PR_SET_PDEATHSIG(2const)): so the main goroutine keeps its thread.
func start(program *cli.Program, command *exec.Cmd) (*Child, error) {
	runtime.LockOSThread()
	dieWithParent(command)
	family.Lock()
	defer family.Unlock()
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
	c.command.Wait() // leaves its result in command.ProcessState
	close(c.reaped)
	<-c.started
	c.program.Narrate("<- [%d] %s", c.Pid, c.How())
	close(c.ended)
}

// Ended returns a channel that is closed when the child has been reaped and its end has
// been narrated.
func (c *Child) Ended() <-chan struct{} { return c.ended }

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

func (c *Child) waitStatus() syscall.WaitStatus {
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
