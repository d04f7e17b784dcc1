package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

// shellLimit is how long a program in testdata may take.
const shellLimit = 5 * time.Minute

// shellPromise is a promise that a bash program in testdata tries. The bash program exits
// with 0 if the promise was kept.
type shellPromise struct {
	text  string
	tries int    // the number of tries without --long
	file  string // the bash program
	needs string // the names of tools that it needs, and that only root can use
	slow  bool   // it takes seconds, so it is tried only if programtest.Full

	// seconds is the argument of a program that then prints its figures; 0 for none.
	seconds int
}

// tryAll tries promises one after another. It runs several tries of a promise at once.
func tryAll(t *testing.T, all []shellPromise) {
	for _, s := range all {
		promises(t, s.text, func(p *promise) {
			p.require(s.needs)
			if s.slow && !programtest.Full() {
				p.Skip("slow: scripts/measure/torture.sh tries it")
			}
			p.repeat(s.tries, func(_ *rand.Rand, folder string) {
				folder, err := os.MkdirTemp(folder, "")
				if err != nil {
					p.Fatal(err)
				}
				defer os.RemoveAll(folder)
				q := p.program(folder, s.file)
				q.limit = shellLimit
				if s.seconds > 0 {
					q.Args = append(q.Args, strconv.Itoa(s.seconds))
					q.limit += time.Duration(s.seconds) * time.Second
				}
				q.start().expectEnd(0)
				if s.seconds > 0 {
					p.Logf("%d seconds:\n%s", s.seconds, &q.output)
				}
			})
		})
	}
}

// require skips a promise that needs tools, and root to use them.
func (p *promise) require(tools string) {
	if tools != "" && os.Geteuid() != 0 {
		p.Skip("needs root")
	}
	for tool := range strings.FieldsSeq(tools) {
		if _, err := exec.LookPath(tool); err != nil {
			p.Skipf("needs %s", tool)
		}
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	everyByteArrives(t, "standard input and output are sockets", standardFiles{socket: true}, undisturbed)
	everyByteArrives(t, "`O_NONBLOCK` set and unset on standard input and output", standardFiles{nonBlocking: true}, undisturbed)
	everyByteArrives(t, "the same on sockets", standardFiles{true, true}, undisturbed)
	tryAll(t, []shellPromise{
		{text: "a full device or a folder in place of standard files: status 1 and the reason", tries: 10, file: "full-device.bash"},
		{text: "closed standard files: the program ends, and does not use a file opened later in their place", tries: 10, file: "closed-files.bash"},
		{text: "the current folder is removed: programs and workers start, but no FIFO can be created", tries: 10, file: "removed-folder.bash"},
		{text: "the FIFO is removed or replaced while in use: every byte arrives, and nothing else is removed", tries: 10, file: "replaced-fifo.bash"},
		{text: "the FIFO is `/dev/stdin`, `/dev/fd/3`, `/proc/self/fd/0`: read and written as any other FIFO", tries: 10, file: "fifo-by-descriptor.bash"},
		{text: "the FIFO is also standard input or output: status 1, not an endless copy", tries: 10, file: "fifo-is-itself.bash"},
		{text: "the time limit passes as the peer comes: 124 and nothing is moved, or 0 and everything is", tries: 5, file: "time-limit.bash", slow: true},
		{text: "signals end readers, and other readers replace them: every byte arrives", tries: 20, file: "replaced-readers.bash"},
	})
}

func TestRestarts(t *testing.T) {
	t.Parallel()
	seconds, err := strconv.Atoi(os.Getenv("TORTURE_SECONDS"))
	switch {
	case err == nil:
	case programtest.Long():
		seconds = 10
	default:
		seconds = 4
	}
	tryAll(t, []shellPromise{{
		text:  "a daemon with a control FIFO, a program that logs, and `job-queue.sh`, ended and replaced at random: no command, line or job is missing, or the reports count it",
		tries: 3, file: "restarts.bash", slow: true, seconds: seconds,
	}})
}

func TestScarcity(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "`ulimit -n` from 3 up: the work is done, or the reason is given", tries: 3, file: "few-descriptors.bash", slow: true},
		{text: "`ulimit -v` from 30 MB to 3 GB: the work is done, or the reason is given", tries: 3, file: "little-memory.bash", slow: true},
		{text: "`ulimit -u` from 1 up: the work is done, or the reason is given", tries: 3, file: "few-processes.bash", needs: "setpriv", slow: true},
		{text: "pipes of two pages, the smallest at `fs.pipe-user-pages-soft`: every byte arrives; a line that fits into no pipe stays in the FIFO", tries: 3, file: "small-pipes.bash", needs: "setpriv", slow: true},
		{text: "a FIFO of two pages: another user's reader takes a longer line, even if the FIFO is enlarged meanwhile", tries: 3, file: "small-fifo.bash", needs: "setpriv", slow: true},
		{text: "a full disk under standard output: status 1 and the reason; a line is not lost", tries: 5, file: "full-disk.bash", needs: "unshare"},
		{text: "a kernel without `pidfd`, `splice` or `tee`: the work is done without them, or the reason is given", tries: 3, file: "missing-calls.bash", needs: "strace"},
		{text: "`/proc` is not mounted: programs, workers and FIFOs work as usual", tries: 5, file: "no-proc.bash", needs: "unshare"},
	})
}

func TestOwners(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "a new FIFO has exactly the requested mode, with any umask", tries: 10, file: "mode.bash"},
		{text: "a symbolic link in place of the FIFO: nothing is created or changed behind it", tries: 10, file: "symbolic-link.bash"},
		{text: "a program under the name of a worker, with another file as its lifeline: refused, or it does what its options say", tries: 10, file: "worker-name.bash"},
		{text: "no program is setuid, setgid or has capabilities", tries: 1, file: "privileges.bash"},
		{text: "a FIFO that another user has planted in a sticky folder: refused, even behind a link", tries: 10, file: "planted-fifo.bash", needs: "chown"},
	})
}

func TestWorkers(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "the worker of a conversation is stopped: the parent reports that, and exits with 1", tries: 3, file: "stopped-worker.bash", slow: true},
		{text: "a worker is stopped or breaks down: the parent can be ended, reports the failure, and leaves nothing", tries: 10, file: "broken-worker.bash"},
	})
}

// load sets the sizes for TestLoad: the bytes of a stream, the number of FIFOs, the
// number of programs at each end of one FIFO, and the bytes of a line. A stream has lines
// of six bytes.
type load struct{ stream, fifos, ends, line int }

func TestLoad(t *testing.T) {
	much := load{stream: 20_000_004, fifos: 10, ends: 5, line: 5_000_000}
	switch {
	case programtest.Long():
		much = load{stream: 10_000_000_002, fifos: 1000, ends: 100, line: 1_000_000_000}
	case programtest.Full():
		much = load{stream: 200_000_004, fifos: 50, ends: 20, line: 50_000_000}
	}
	const most = 64 << 10 // KiB
	once(t, most, "%d bytes through the pair: every byte arrives, in less than 64 MB", "long-pair.bash", much.stream)
	once(t, most, "%d bytes through `reverse`: every byte arrives, in less than 64 MB", "long-reverse.bash", much.stream)
	once(t, most, "%d bytes from `fib`, in less than 64 MB", "long-fib.bash", much.stream)
	once(t, 0, "a line of %d bytes through `reverse`, `reverse -i` and the pair: every byte arrives", "long-line.bash", much.line)
	once(t, 0, "%d FIFOs at once: every byte arrives", "many-fifos.bash", much.fifos)
	once(t, 0, "%[1]d writers and %[1]d readers of lines on one FIFO: each line goes to one reader", "many-ends.bash", much.ends)
}

// once tries a promise once, by a program in testdata that uses the whole machine. number
// is its argument. If most is not 0, no process may take more than that many KiB.
func once(t *testing.T, most int64, format, file string, number int) {
	promises(t, fmt.Sprintf(format, number), func(p *promise) {
		p.tried.Add(1)
		q := p.program(p.TempDir(), file, strconv.Itoa(number))
		q.limit = shellLimit
		q.start().expectEnd(0)
		// Maxrss is that of the largest process that has been waited for (getrusage(2)).
		if took := q.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; most > 0 && took > most {
			p.breaks("%d KiB", took)
		}
	})
}
