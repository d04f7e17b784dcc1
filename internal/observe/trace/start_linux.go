package trace

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/worker"
)

// Trace is a command that is being traced.
type Trace struct {
	command *exec.Cmd
	tracer  int // the PID of strace
	guard   *guard
	events  chan Event
	queue   *queue
	begun   chan struct{} // closed when the command itself has begun, or never will
	reaped  chan struct{} // closed when the command has been reaped
	ended   chan struct{} // closed when it is known how the command has ended
	done    chan struct{} // closed when strace has ended

	mutex   sync.Mutex // of what follows
	root    int
	end     *Event       // Exit of the command
	living  map[int]bool // the traced processes
	isLost  bool         // strace has ended before them
	orphans map[int]bool // ended processes that this process may have to reap
}

// systemCalls are those that events are made of. A question mark accepts a call that this
// machine does not have. strace stops a process at no other call, so the list is short.
const systemCalls = "?fork,?vfork,?clone,?clone3,?execve,?execveat,?exit,?exit_group,?wait4,?waitid,?waitpid," +
	"?kill,?tkill,?tgkill,?rt_sigqueueinfo,?rt_tgsigqueueinfo,?pidfd_send_signal,?pidfd_open," +
	"?rt_sigaction,?sigaction,?signal,?rt_sigtimedwait,?rt_sigsuspend,?pause," +
	"?pipe,?pipe2,?socketpair,?mknod,?mknodat,?open,?openat,?openat2,?creat,?close," +
	"?read,?readv,?pread64,?preadv,?recvfrom,?recvmsg,?write,?writev,?pwrite64,?pwritev,?sendto,?sendmsg," +
	"?splice,?tee,?vmsplice,?sendfile,?copy_file_range"

// launcher becomes the command. Strace's report and standard error are at descriptors 3
// and 2: it closes them, so that they end with strace. Then it waits at descriptor 5
// until it is traced.
const launcher = `exec 2>&4 3>&- 4>&-; read -r _ <&5 || exit; exec 5<&-; exec "$@"`

// Start starts a command under strace: see "How a command is traced" in doc/check.md.
// This process becomes the parent of the command, and of the processes that it leaves
// behind.
func Start(command []string, o Options) (t *Trace, err error) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		return nil, ErrMissing
	}
	if err = canRun(command[0], o.Dir); err != nil {
		return nil, worker.CannotRun(command[0], err)
	}
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	var ends [6]*os.File // report, messages and gate: each the read end and the write end
	defer func() {
		if err != nil {
			for _, end := range ends {
				end.Close()
			}
		}
	}()
	for i := 0; i < len(ends); i += 2 {
		if ends[i], ends[i+1], err = os.Pipe(); err != nil {
			return nil, err
		}
	}
	report, messages, gate := ends[0], ends[2], ends[5]
	words := []string{"-DD", "-f", "-q", "-ttt", "-yy", "--seccomp-bpf", "-s", fmt.Sprint(DataLimit),
		"-e", "trace=" + systemCalls, "-o", "/proc/self/fd/3", "/bin/sh", "-c", launcher, "sh"}
	c := exec.Command(strace, append(words, command...)...)
	c.Stdin, c.Stdout, c.Stderr = cmp.Or(o.Files[0], os.Stdin), cmp.Or(o.Files[1], os.Stdout), ends[3]
	c.ExtraFiles = []*os.File{ends[1], cmp.Or(o.Files[2], os.Stderr), ends[4]}
	c.Dir, c.Env = o.Dir, o.Env
	if o.Prepare != nil {
		o.Prepare(c)
	}
	err = c.Start()
	for _, theirs := range []*os.File{ends[1], ends[3], ends[4]} {
		theirs.Close()
	}
	if err != nil {
		return nil, err
	}
	t = newTrace(c)
	if err = t.attach(report, messages, gate); err != nil {
		return nil, err
	}
	return t, nil
}

func newTrace(c *exec.Cmd) *Trace {
	t := &Trace{command: c, events: make(chan Event), queue: newQueue(),
		begun: make(chan struct{}), reaped: make(chan struct{}), ended: make(chan struct{}), done: make(chan struct{}),
		living: map[int]bool{c.Process.Pid: true}, orphans: map[int]bool{}}
	go func() {
		c.Wait()
		close(t.reaped)
	}()
	return t
}

// canRun returns an error if name is no command that can be run in dir.
func canRun(name, dir string) error {
	path, err := worker.Find(name)
	if err != nil {
		return err
	}
	if dir != "" && !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return unix.EACCES
	}
	return unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS)
}

// attach waits until strace traces the launcher, and lets it become the command.
func (t *Trace) attach(report, messages, gate *os.File) error {
	said := make(chan string, 1)
	go func() {
		defer messages.Close()
		text, _ := io.ReadAll(messages)
		said <- string(text)
	}()
	lines := bufio.NewReader(&live{file: report})
	defer gate.Close()
	if _, err := lines.Peek(1); err != nil {
		report.Close()
		t.command.Process.Kill()
		<-t.reaped
		return refused(<-said)
	}
	t.tracer = tracerOf(t.command.Process.Pid)
	t.guard = startGuard(t.tracer)
	go t.queue.forward(t.events)
	go t.follow(report, lines)
	gate.Write([]byte("\n"))
	return nil
}

// refused turns what strace has said into an error.
func refused(said string) error {
	reason := ""
	for text := range strings.Lines(said) {
		if _, after, found := strings.Cut(strings.TrimSpace(text), "strace: "); found {
			reason = after // the last is the one for which strace has ended
		}
	}
	if strings.Contains(strings.ToLower(said), "ptrace") {
		return fmt.Errorf("%w: %s; the command may be traced already, or a container or kernel.yama.ptrace_scope forbid it (ptrace(2))", ErrNotPermitted, reason)
	}
	return errors.New("strace: " + cmp.Or(reason, "ended without a reason"))
}

// follow parses strace's report until strace ends.
func (t *Trace) follow(report *os.File, lines io.Reader) {
	defer report.Close()
	dir := t.command.Dir
	if dir == "" {
		dir, _ = os.Getwd()
	}
	execs := 0
	var start time.Duration
	parser := newParser(dir, func(e Event) {
		t.note(e)
		if execs < 2 { // that of the launcher, and that of the command
			if e.Kind == Exec {
				execs++
			}
			if execs < 2 {
				return
			}
			start = e.Time
			t.begin(e.PID)
		}
		e.Time -= start
		t.queue.put(e)
	})
	parser.parse(lines)
	t.begin(0)
	var how unix.WaitStatus
	unix.Wait4(t.tracer, &how, 0, nil)
	t.reapOrphans()
	t.mutex.Lock()
	// strace sees other PIDs in a new PID namespace, so living alone proves nothing.
	t.isLost = t.end == nil || how.Signaled() && len(t.living) > 0
	t.noteEnd(nil)
	t.mutex.Unlock()
	t.guard.stop()
	t.queue.close()
	close(t.done)
}

// begin notes the PID of the command, or 0 if it never begins.
func (t *Trace) begin(root int) {
	select {
	case <-t.begun:
	default:
		t.mutex.Lock()
		t.root = root
		t.mutex.Unlock()
		close(t.begun)
	}
}

// note keeps the lists of processes.
func (t *Trace) note(e Event) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch e.Kind {
	case Fork:
		t.living[e.Peer] = true
	case Reap:
		delete(t.orphans, e.Peer)
	case Exit:
		delete(t.living, e.PID)
		if e.PID == t.command.Process.Pid {
			t.noteEnd(&e)
		} else {
			t.orphans[e.PID] = true
		}
		t.reapOrphansLocked()
	}
}

func (t *Trace) noteEnd(e *Event) {
	select {
	case <-t.ended:
	default:
		t.end = e
		close(t.ended)
	}
}

// Root returns the PID of the command, or 0 if it has not begun.
func (t *Trace) Root() int {
	<-t.begun
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.root
}

// Events returns the events as they happen. The channel is closed when all traced
// processes have ended. It must be read, because a command with too many events waits.
func (t *Trace) Events() <-chan Event { return t.events }

// Wait waits until the command has ended, and returns its exit status: 128+n after signal
// n. Processes that it leaves behind may go on. If strace ends before a process that it
// traces, the error is ErrLost. After the last of the events, that is known for certain.
func (t *Trace) Wait() (status int, err error) {
	<-t.ended
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.isLost {
		return 0, ErrLost
	}
	if e := t.end; e.Signal != 0 {
		return 128 + int(e.Signal), nil
	}
	return t.end.Status, nil
}
