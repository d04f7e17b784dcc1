package torture

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

func TestStopping(t *testing.T) {
	everyByteArrives(t, "SIGSTOP and SIGCONT at random in every copy and conversation", ends{}, stopAndContinue)
	promises(t, "Ctrl-Z, `fg`, `bg` and `timeout` at a terminal: each program goes on where it was, or ends", func(p *promise) {
		p.repeat(10, func(_ *rand.Rand, folder string) {
			for _, session := range sessions {
				terminal := p.atTerminal(folder, "bash", "--norc", "-i")
				for i := 0; i < len(session); i += 2 {
					terminal.sees(session[i])
					terminal.types(session[i+1])
				}
				terminal.ends(0)
				terminal.file.Close()
			}
		})
	})
	promises(t, "the terminal is hung up: no process left", func(p *promise) {
		p.repeat(20, func(random *rand.Rand, folder string) {
			for _, command := range []string{
				"reverse\n", "reverse\nhello\n", "fib -s 60 5\n", "fib 1000000000\n", "sigpair -d 60\n", "sigpair sleep 60\n",
				"fifo-reader p\n", "fifo-reader -k -r p\n", "fifo-writer p\n", "fib 1000000000 | fifo-writer -k p\n",
				"reverse\n\x1a", "fib -s 60 5\n\x1a", "sigpair -d 60\n\x1a",
			} {
				terminal := p.atTerminal(folder, "bash", "--norc", "-i")
				terminal.sees(`\$ $`)
				terminal.types(command)
				stopped := strings.HasSuffix(command, "\x1a")
				terminal.awaitJob(stopped)
				go io.Copy(io.Discard, terminal.file)
				time.Sleep(rand.N(30 * time.Millisecond))
				terminal.file.Close()
				terminal.ends(0, 1, 129, 148) // of bash
			}
		})
	})
}

// stopAndContinue stops one process after the other, for a while each.
func stopAndContinue(q *process, random *rand.Rand) {
	for !q.endsWithin(rand.N(time.Millisecond)) {
		pids := members(q.Process.Pid)
		pid := pids[random.IntN(len(pids))]
		unix.Kill(pid, unix.SIGSTOP)
		q.endsWithin(rand.N(3 * time.Millisecond))
		unix.Kill(pid, unix.SIGCONT)
	}
}

// sessions are what is seen at a terminal and what is then typed, in turn.
var sessions = [][]string{{
	`\$ $`, "reverse\n",
	`phrase: $`, "hello\n",
	`olleh\r\nphrase: $`, "\x1a",
	`Stopped +reverse\r\n\$ $`, "fg\n",
	`reverse\r\n`, "abc\n",
	`cba\r\nphrase: $`, "\x1a",
	`Stopped +reverse\r\n\$ $`, "bg; sleep 0.1\n",
	`(?s)reverse &\r\n.*Stopped +reverse\r\n\$ $`, "fg\n", // by SIGTTIN, for it reads
	`reverse\r\n`, "end\n",
	`\$ $`, "exit $?\n",
}, {
	`\$ $`, "fib -v -s 1 5\n",
	`: sleep 1s\r\n`, "\x1a",
	`Stopped .*\r\n\$ $`, "bg; wait\n",
	`(?s)&\r\n.*5\r\n.*\$ $`, "exit $?\n",
}, {
	`\$ $`, "sigpair -v -d 1\n",
	`: sleep 1s\r\n`, "\x1a",
	`Stopped .*\r\n\$ $`, "fg\n",
	`child \d+ sent SIGUSR1 and was killed by SIGKILL\r\n\$ $`, "exit $?\n",
}, {
	`\$ $`, "rm -f p; fifo-reader p & fifo-writer -v p\n",
	`a reader is there\r\n`, "hello\n",
	`hello\r\nhello\r\n`, "\x1a", // which flushes what nobody has read yet
	`Stopped .*\r\n\$ $`, "fg\n",
	`fifo-writer -v p\r\n`, "world\n\x04",
	`(?s)world\r\n.*world\r\n.*\$ $`, "wait; exit $?\n",
}, { // in the background, where reading stops them
	`\$ $`, "bash -c 'timeout 0.1 reverse; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "rm -f p; mkfifo p; bash -c 'exec 3<>p; timeout 0.1 fifo-writer p; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "exit\n",
}}

// terminal is a program at a terminal.
type terminal struct {
	*process
	file   *os.File
	screen []byte // from where it was last looked at
}

func (p *promise) atTerminal(folder, name string, arguments ...string) *terminal {
	q := p.program(folder, name, arguments...)
	q.Stdout, q.Stderr = nil, nil
	q.Env = append(q.Env, "PS1=$ ", "TERM=dumb")
	starting.RLock()
	defer starting.RUnlock()
	file, err := pty.Start(q.Cmd)
	if err != nil {
		p.Fatal(err)
	}
	q.awaitEnd()
	// A read of a blocking file has no deadline, and delays its closing.
	descriptor, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil || unix.SetNonblock(descriptor, true) != nil {
		p.Fatal(err)
	}
	file.Close()
	return &terminal{process: q, file: os.NewFile(uintptr(descriptor), "terminal")}
}

func (t *terminal) types(text string) { t.file.WriteString(text) }

// awaitJob waits until the shell has given the terminal to a job and that has become
// the program. Before, it is the shell that gets SIGHUP, and execve(2) forgets it. Of one
// that is stopped at once nothing may be seen.
func (t *terminal) awaitJob(stopped bool) {
	limit := deadline
	if stopped {
		limit = 200 * time.Millisecond
	}
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(time.Millisecond) {
		connection, err := t.file.SyscallConn()
		if err != nil {
			return
		}
		group := 0
		connection.Control(func(descriptor uintptr) {
			group, err = unix.IoctlGetInt(int(descriptor), unix.TIOCGPGRP)
		})
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", group))
		if err == nil && len(name) > 0 && string(name) != "bash\n" {
			return
		}
	}
}

// sees waits until the screen shows pattern.
func (t *terminal) sees(pattern string) {
	expression := regexp.MustCompile(pattern)
	t.file.SetReadDeadline(time.Now().Add(deadline))
	for buffer := make([]byte, 4096); ; {
		if found := expression.FindIndex(t.screen); found != nil {
			t.screen = t.screen[found[1]:]
			return
		}
		n, err := t.file.Read(buffer)
		t.screen = append(t.screen, buffer[:n]...)
		if err != nil {
			t.breaks("%v: the screen shows %q, not %q", err, t.screen, pattern)
			return
		}
	}
}
