package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

func TestStopping(t *testing.T) {
	t.Parallel()
	everyByteArrives(t, "SIGSTOP and SIGCONT at random in every copy and conversation", standardFiles{}, stopAndContinue)
	promises(t, "Ctrl-Z, `fg`, `bg` and `timeout` at a terminal: each program continues where it was, or ends", func(p *promise) {
		p.repeat(10, func(_ *rand.Rand, folder string) {
			for _, session := range sessions {
				q, terminal := p.shellAtTerminal(folder)
				for i := 0; i < len(session); i += 2 {
					terminal.See(session[i])
					terminal.Type(session[i+1])
				}
				q.expectEnd(0)
				terminal.HangUp()
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
				q, terminal := p.shellAtTerminal(folder)
				terminal.See(`\$ $`)
				terminal.Type(command)
				awaitJob(terminal, strings.HasSuffix(command, "\x1a"))
				terminal.Watch(rand.N(30 * time.Millisecond))
				terminal.HangUp()
				q.expectEnd(0, 1, 129, 148) // the statuses of bash
			}
		})
	})
}

// stopAndContinue stops one process after another, each for a short time.
func stopAndContinue(q *process, random *rand.Rand) {
	for !q.endsWithin(rand.N(time.Millisecond)) {
		pids := members(q.Process.Pid)
		pid := pids[random.IntN(len(pids))]
		unix.Kill(pid, unix.SIGSTOP)
		q.endsWithin(rand.N(3 * time.Millisecond))
		unix.Kill(pid, unix.SIGCONT)
	}
}

// sessions are dialogues at a terminal. Each alternates a pattern to see and a text to
// type.
var sessions = [][]string{{
	`\$ $`, "reverse\n",
	`phrase \("end" to stop\): $`, "hello\n",
	`olleh\r\nphrase \("end" to stop\): $`, "\x1a",
	`Stopped +reverse\r\n\$ $`, "fg\n",
	`reverse\r\n`, "abc\n",
	`cba\r\nphrase \("end" to stop\): $`, "\x1a",
	`Stopped +reverse\r\n\$ $`, "bg; sleep 0.1\n",
	`(?s)reverse &\r\n.*Stopped +reverse\r\n\$ $`, "fg\n", // SIGTTIN has stopped its read
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
	`hello\r\nhello\r\n`, "\x1a", // the terminal then discards its unread input
	`Stopped .*\r\n\$ $`, "fg\n",
	`fifo-writer -v p\r\n`, "world\n\x04",
	`(?s)world\r\n.*(world\r\n.*\$ |\$ world\r\n)$`, "wait; exit $?\n", // the reader is in the background
}, { // in the background, where reading stops them
	`\$ $`, "bash -c 'timeout 0.1 reverse; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "bash -c 'timeout -s QUIT 0.1 reverse; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "rm -f p; mkfifo p; bash -c 'exec 3<>p; timeout 0.1 fifo-writer p; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "bash -c 'exec 3<>p; timeout 0.1 fifo-writer -p p; [ $? = 124 ]' || exit 3\n",
	`(?s)3\r\n.*\$ $`, "exit\n",
}}

// shellAtTerminal starts an interactive shell at a terminal.
func (p *promise) shellAtTerminal(folder string) (*process, *programtest.Terminal) {
	q := p.program(folder, "bash", "--norc", "-i")
	q.Stdout, q.Stderr = nil, nil
	q.Env = append(q.Env, "PS1=$ ")
	starting.RLock()
	defer starting.RUnlock()
	terminal := programtest.StartTerminal(p, q.Cmd, 24, 80)
	terminal.Failf = p.breaks
	q.ended = terminal.Ended
	return q, terminal
}

// awaitJob waits until the shell has given the terminal to a job, and the job has become
// the program. A SIGHUP before that is lost: the shell gets it, and execve(2) forgets it.
// A job that stops at once may never be seen.
func awaitJob(terminal *programtest.Terminal, stopped bool) {
	limit := deadline
	if stopped {
		limit = 200 * time.Millisecond
	}
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(time.Millisecond) {
		group, err := terminal.Foreground()
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", group))
		if err == nil && len(name) > 0 && string(name) != "bash\n" {
			return
		}
	}
}
