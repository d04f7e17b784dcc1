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

// shellPromise is a promise that a bash program in testdata tries. It ends with 0 if the
// promise was kept.
type shellPromise struct {
	text  string
	tries int // of a short torture
	file  string
	needs string // tools that only root can use, by their names
	slow  bool   // takes seconds: go test tries it with full counts only
}

// tryAll tries promises one after the other, each several times at once.
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
				q.start().expectEnd(0)
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
		{text: "closed standard files: an end, and no harm to what is then opened", tries: 10, file: "closed-files.bash"},
		{text: "the current folder is removed: programs and workers start, a FIFO can't be made", tries: 10, file: "removed-folder.bash"},
		{text: "the FIFO is removed or replaced while in use: every byte arrives, and nothing else is removed", tries: 10, file: "replaced-fifo.bash"},
		{text: "the FIFO is `/dev/stdin`, `/dev/fd/3`, `/proc/self/fd/0`: read and written as any other", tries: 10, file: "fifo-by-descriptor.bash"},
		{text: "the FIFO is standard input or output itself: status 1, not an endless round", tries: 10, file: "fifo-is-itself.bash"},
		{text: "a time limit that is up as the peer comes: 124 and nothing is moved, or 0 and all is", tries: 5, file: "time-limit.bash", slow: true},
		{text: "readers that signals end and others replace: every byte arrives", tries: 20, file: "replaced-readers.bash"},
	})
}

func TestScarcity(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "`ulimit -n` from 3 up: all is done, or the reason is given", tries: 3, file: "few-descriptors.bash", slow: true},
		{text: "`ulimit -v` from 30 MB to 3 GB: all is done, or the reason is given", tries: 3, file: "little-memory.bash", slow: true},
		{text: "`ulimit -u` from 1 up: all is done, or the reason is given", tries: 3, file: "few-processes.bash", needs: "setpriv", slow: true},
		{text: "pipes of two pages, the floor at `fs.pipe-user-pages-soft`: every byte arrives; a line that fits no pipe stays in the FIFO", tries: 3, file: "small-pipes.bash", needs: "setpriv", slow: true},
		{text: "a FIFO of two pages: another user's reader takes a longer line, also if the FIFO is enlarged meanwhile", tries: 3, file: "small-fifo.bash", needs: "setpriv", slow: true},
		{text: "a full disk under standard output: status 1 and the reason; a line is not lost", tries: 5, file: "full-disk.bash", needs: "unshare"},
		{text: "a kernel without `pidfd`, `splice` or `tee`: the plain path, or an error that says so", tries: 3, file: "missing-calls.bash", needs: "strace"},
		{text: "`/proc` is not mounted: programs, workers and FIFOs do as always", tries: 5, file: "no-proc.bash", needs: "unshare"},
	})
}

func TestOwners(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "a new FIFO has just the mode that was asked for, whatever the umask", tries: 10, file: "mode.bash"},
		{text: "a symbolic link in place of the FIFO never has anything created or changed behind it", tries: 10, file: "symbolic-link.bash"},
		{text: "the name of a worker and descriptors in place of its lifeline: no worker, or one that does what its options say", tries: 10, file: "worker-name.bash"},
		{text: "no program is setuid, setgid or has capabilities", tries: 1, file: "privileges.bash"},
		{text: "a FIFO that a stranger has planted in a sticky folder: refused, also behind a link", tries: 10, file: "planted-fifo.bash", needs: "chown"},
	})
}

func TestWorkers(t *testing.T) {
	t.Parallel()
	tryAll(t, []shellPromise{
		{text: "a worker that stops for good in a conversation: the parent reports it, and ends with 1", tries: 3, file: "stopped-worker.bash", slow: true},
		{text: "a worker that is stopped or breaks down: the parent can be ended, reports it, and leaves nothing", tries: 10, file: "broken-worker.bash"},
	})
}

// load is how much TestLoad moves at once: bytes through a program, FIFOs, programs at
// each end of one FIFO, and bytes of a line. A stream is of lines of six bytes.
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
	once(t, 0, "as many as %[1]d writers and %[1]d readers of lines on one FIFO: each line goes to one reader", "many-ends.bash", much.ends)
}

// once has a program in testdata that takes all of the machine try a promise about
// number things. No process may take more memory than most KiB, if that is not 0.
func once(t *testing.T, most int64, format, file string, number int) {
	promises(t, fmt.Sprintf(format, number), func(p *promise) {
		p.tried.Add(1)
		q := p.program(p.TempDir(), file, strconv.Itoa(number))
		q.limit = shellLimit
		q.start().expectEnd(0)
		// Of the largest of those that have been waited for (getrusage(2)).
		if took := q.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; most > 0 && took > most {
			p.breaks("%d KiB", took)
		}
	})
}
