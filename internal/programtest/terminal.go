package programtest

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// terminalLimit is how long a Terminal waits for text, or for the end of its command.
const terminalLimit = time.Minute

// Terminal is a pseudo-terminal. It is the controlling terminal, and all three standard
// files, of one command.
type Terminal struct {
	// Failf reports a failed wait. It is Fatalf of the test, unless it is replaced.
	Failf func(format string, arguments ...any)

	// Ended is closed when the command has ended and has been waited for.
	Ended <-chan struct{}

	test    testing.TB
	command *exec.Cmd
	file    *os.File // the master side
	screen  string   // the text after the last match of See, without what Take has taken
}

// StartTerminal starts command at a terminal of the given size, in its folder Dir, or in
// a temporary folder if Dir is empty. Its environment is that of Environment, followed by
// its own Env. When the test ends, the command is killed if it still runs.
func StartTerminal(t testing.TB, command *exec.Cmd, rows, columns uint16) *Terminal {
	t.Helper()
	if command.Dir == "" {
		command.Dir = t.TempDir()
	}
	command.Env = append(Environment(command.Dir), command.Env...)
	file, err := pty.StartWithSize(command, &pty.Winsize{Rows: rows, Cols: columns})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		command.Wait()
		close(ended)
	}()
	master, err := withDeadlines(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		master.Close()
		<-ended
	})
	return &Terminal{Failf: t.Fatalf, Ended: ended, test: t, command: command, file: master}
}

// withDeadlines returns a copy of file whose reads can have a deadline, and end when the
// copy is closed. The pty package calls Fd, after which a file allows neither.
func withDeadlines(file *os.File) (*os.File, error) {
	defer file.Close()
	descriptor, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(descriptor, true); err != nil {
		return nil, errors.Join(err, unix.Close(descriptor))
	}
	return os.NewFile(uintptr(descriptor), file.Name()), nil
}

// Type types text. Enter is "\r", or "\n" where the terminal is not in raw mode; Ctrl-C
// is "\x03".
func (t *Terminal) Type(text string) {
	t.test.Helper()
	if _, err := t.file.WriteString(text); err != nil {
		t.Failf("typing %q: %v", text, err)
	}
}

// See waits until the screen shows pattern after the last match of See. It returns the
// match and those of its groups, as regexp.FindStringSubmatch does. After a minute, or
// when the terminal is closed, it fails and returns nil.
func (t *Terminal) See(pattern string) []string {
	t.test.Helper()
	expression := regexp.MustCompile(pattern)
	match := t.find(expression)
	if match == nil {
		return nil
	}
	groups := expression.FindStringSubmatch(t.screen)
	t.screen = t.screen[match[1]:]
	return groups
}

// Take waits as See does, and takes only the match off the screen. So it finds the output
// of several processes in any order. A match in the last line stays, because the line may
// go on.
func (t *Terminal) Take(pattern string) {
	t.test.Helper()
	match := t.find(regexp.MustCompile(pattern))
	if match != nil && strings.Contains(t.screen[match[0]:], "\n") {
		t.screen = t.screen[:match[0]] + t.screen[match[1]:]
	}
}

// find waits until the screen shows a match, and returns where it is.
func (t *Terminal) find(expression *regexp.Regexp) []int {
	t.test.Helper()
	t.file.SetReadDeadline(time.Now().Add(terminalLimit))
	for {
		if match := expression.FindStringIndex(t.screen); match != nil {
			return match
		}
		if err := t.read(); err != nil {
			t.Failf("%v: the screen shows %q, not %q", err, t.screen, expression)
			return nil
		}
	}
}

// Watch reads all output for the given time, or until the terminal is closed.
func (t *Terminal) Watch(duration time.Duration) {
	t.file.SetReadDeadline(time.Now().Add(duration))
	for t.read() == nil {
	}
}

func (t *Terminal) read() error {
	buffer := make([]byte, 4096)
	n, err := t.file.Read(buffer)
	t.screen += string(buffer[:n])
	return err
}

// Wait waits until no process has the terminal open. It returns the exit status of the
// command as a shell reports it, and the text that the screen has shown since See. After
// a minute it fails and returns -1.
func (t *Terminal) Wait() (status int, screen string) {
	t.test.Helper()
	t.file.SetReadDeadline(time.Now().Add(terminalLimit))
	var err error
	for err == nil {
		err = t.read()
	}
	// On Linux the last read fails with EIO. Other systems report the end of a file.
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Failf("the terminal is still in use after %v: the screen shows %q", terminalLimit, t.screen)
		return -1, t.screen
	}
	select {
	case <-t.Ended:
		return ExitStatus(t.command.ProcessState), t.screen
	case <-time.After(terminalLimit):
		t.Failf("%s does not end within %v", t.command, terminalLimit)
		return -1, t.screen
	}
}

// Foreground returns the process group that may read from the terminal now.
func (t *Terminal) Foreground() (group int, err error) {
	connection, err := t.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := connection.Control(func(descriptor uintptr) {
		group, err = unix.IoctlGetInt(int(descriptor), unix.TIOCGPGRP)
	})
	return group, errors.Join(controlErr, err)
}

// Resize gives the terminal so many rows and columns.
func (t *Terminal) Resize(rows, columns uint16) {
	t.test.Helper()
	connection, err := t.file.SyscallConn()
	if err == nil {
		size := &unix.Winsize{Row: rows, Col: columns}
		controlErr := connection.Control(func(descriptor uintptr) {
			err = unix.IoctlSetWinsize(int(descriptor), unix.TIOCSWINSZ, size)
		})
		err = errors.Join(controlErr, err)
	}
	if err != nil {
		t.Failf("resizing: %v", err)
	}
}

// HangUp closes the terminal while it is in use, so that its processes get SIGHUP. Output
// that See has not read is lost.
func (t *Terminal) HangUp() { t.file.Close() }

// Environment returns an environment in which a command can't touch files of the user:
// its home folder is home, and a shell saves no history. It copies only the variables
// that find programs, or that coverage and the race detector need.
func Environment(home string) []string {
	environment := []string{"HOME=" + home, "HISTFILE=/dev/null", "TERM=dumb"}
	for _, name := range []string{"PATH", "TMPDIR", "GOCOVERDIR", "GORACE"} {
		if value, ok := os.LookupEnv(name); ok {
			environment = append(environment, name+"="+value)
		}
	}
	return environment
}

// ExitStatus returns the exit status of a process as a shell reports it, 128+n after
// signal n.
func ExitStatus(state *os.ProcessState) int {
	if status := state.Sys().(syscall.WaitStatus); status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
