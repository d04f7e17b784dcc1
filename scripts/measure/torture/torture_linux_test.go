// Package torture has no code. Its tests try what the programs promise under faults, and
// print the rows of a table. scripts/measure/torture.sh tries each promise many times, go
// test a few times, and go test -short never.
package torture

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
	"ipctools/internal/worker"
)

// deadline is the time that a program may take to end. After that, it counts as hanging.
const deadline = 20 * time.Second

var seed = uint64(time.Now().UnixNano())

func TestMain(m *testing.M) {
	if text := os.Getenv("TORTURE_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	// If a program leaves a process behind, that process becomes a child of the tests.
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, unix.SIGHUP, unix.SIGINT, unix.SIGTERM)
	go func() {
		s := (<-interrupted).(syscall.Signal)
		starting.Lock()
		for left := worker.Children("self"); len(left) > 0; left = worker.Children("self") {
			for _, pid := range left {
				unix.Kill(pid, unix.SIGKILL)
				unix.Wait4(pid, nil, 0, nil)
			}
		}
		os.Exit(128 + int(s))
	}()
	programtest.Main(m)
}

// tries returns how often to try a promise that torture.sh without --long tries number
// times.
func tries(number int) int {
	if programtest.Long() {
		return 5 * number
	}
	return programtest.Count(max(1, number/25), number)
}

// promise counts how often a promise was tried, and how often it was not kept. It becomes
// a row of the table.
type promise struct {
	*testing.T
	tried, broken atomic.Int64
	early         atomic.Int64 // see tooEarly
}

// promises tries a promise and prints its row of the table.
func promises(t *testing.T, text string, try func(*promise)) {
	programtest.Build(t)
	t.Run(text, func(t *testing.T) {
		if testing.Short() {
			t.Skip("takes long")
		}
		p := &promise{T: t}
		try(p)
		if early := p.early.Load(); early > 0 {
			text += fmt.Sprintf(" (%d got SIGQUIT before they could catch it)", early)
		}
		section, _, _ := strings.Cut(strings.TrimPrefix(t.Name(), "Test"), "/")
		fmt.Printf("| %s | %s | %d | %d |\n", strings.ToLower(section), text, p.tried.Load(), p.broken.Load())
		if p.broken.Load() > 0 {
			t.Logf("TORTURE_SEED=%d", seed)
		}
	})
}

// breaks reports how a promise was broken.
func (p *promise) breaks(format string, arguments ...any) {
	p.Helper()
	if p.broken.Add(1) <= 10 {
		p.Errorf(format, arguments...)
	}
}

// repeat calls try tries(number) times, in four goroutines. Each goroutine has its own
// folder, and each call has its own random numbers.
func (p *promise) repeat(number int, try func(random *rand.Rand, folder string)) {
	var group sync.WaitGroup
	const workers = 4
	number = tries(number)
	for worker := range workers {
		folder := p.TempDir()
		group.Go(func() {
			for i := worker; i < number && p.broken.Load() < 10; i += workers {
				p.tried.Add(1)
				try(rand.New(rand.NewPCG(seed, uint64(i))), folder)
			}
		})
	}
	group.Wait()
}

// process is a program that runs in its own session, so that the processes that it starts
// can be found.
type process struct {
	*promise
	*exec.Cmd
	output, errors bytes.Buffer
	ended          <-chan struct{} // closed when it has been reaped
	status         int             // set by expectEnd
	limit          time.Duration   // if it takes longer, it counts as hanging
	early          bool            // it may have got SIGQUIT tooEarly
}

// program returns a program that has not been started: one of the five, a bash program in
// testdata, or any program on the PATH.
func (p *promise) program(folder, name string, arguments ...string) *process {
	programs := programtest.Build(p)
	command := exec.Command(name, arguments...)
	switch {
	case strings.HasSuffix(name, ".bash"):
		command = exec.Command("bash", append([]string{filepath.Join(testdata, name)}, arguments...)...)
	case slices.Contains(five, name):
		command = exec.Command(filepath.Join(programs, name), arguments...)
	}
	q := &process{promise: p, Cmd: command, limit: deadline}
	q.Env = append(programtest.Environment(folder), "PATH="+programs+":"+os.Getenv("PATH"))
	q.Dir = folder
	q.Stdout, q.Stderr = &q.output, &q.errors
	q.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return q
}

var five = []string{"fib", "reverse", "sigpair", "fifo-writer", "fifo-reader"}

// testdata is the absolute path of the bash programs, which run in other folders.
var testdata, _ = filepath.Abs("testdata")

// starting is locked for writing when no more programs may start.
var starting sync.RWMutex

func (q *process) start() *process {
	q.Helper()
	starting.RLock()
	defer starting.RUnlock()
	if err := q.Start(); err != nil {
		q.Fatal(err)
	}
	ended := make(chan struct{})
	q.ended = ended
	go func() {
		q.Wait()
		close(ended)
	}()
	return q
}

// String returns the command line without the folders of its words.
func (q *process) String() string {
	words := slices.Clone(q.Args)
	for i := range words {
		words[i] = filepath.Base(words[i])
	}
	command := strings.Join(words, " ")
	return command[:min(len(command), 100)]
}

// expectEnd waits until the program and all processes that it has started have ended. The
// program must have one of the statuses, as a shell reports them. It must not hang, panic
// or leave a process behind.
func (q *process) expectEnd(statuses ...int) {
	q.Helper()
	pid := q.Process.Pid
	if !q.endsWithin(q.limit) {
		q.breaks("%s hangs: %s", q, where(pid))
		unix.Kill(-pid, unix.SIGKILL)
		q.Process.Kill()
		<-q.ended
	}
	if left := reap(pid); left != "" {
		q.breaks("%s has left behind: %s", q, left)
	}
	messages := q.errors.String()
	q.status = programtest.ExitStatus(q.ProcessState)
	switch dumped := strings.Contains(messages, "SIGQUIT: quit\n"); {
	case dumped && (q.early || q.status != 2): // if not 2, its worker was too early
		q.promise.early.Add(1)
		q.status = tooEarly
	case panicked.MatchString(messages):
		q.breaks("%s panics: %.2000s", q, messages)
	case !slices.Contains(statuses, q.status):
		q.breaks("%s ends with %d, not with one of %v: %.300s", q, q.status, statuses, messages)
	}
}

func (q *process) endsWithin(limit time.Duration) bool {
	select {
	case <-q.ended:
		return true
	case <-time.After(limit):
		return false
	}
}

// tooEarly is the status of a program that got SIGQUIT about in its first millisecond,
// before it could catch the signal. The Go runtime then prints the stacks and exits with
// 2.
const tooEarly = -1

var panicked = regexp.MustCompile(`(?m)^(panic:|fatal error:|SIG[A-Z]+: |goroutine \d+|runtime: )`)

// reap waits for the children of this process that belong to session. It describes those
// that have not ended within two seconds.
func reap(session int) (left string) {
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(time.Millisecond) {
		left = ""
		for _, pid := range worker.Children("self") {
			if sid, err := unix.Getsid(pid); err != nil || sid != session || pid == session {
				continue
			}
			if n, err := unix.Wait4(pid, nil, unix.WNOHANG, nil); n == 0 && err == nil {
				left += where(pid) + "; "
			}
		}
		if left == "" {
			return ""
		}
		if time.Now().After(end) {
			unix.Kill(-session, unix.SIGKILL)
			return left
		}
	}
}

// where describes a process, and the place where it waits.
func where(pid int) string {
	command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	channel, _ := os.ReadFile(fmt.Sprintf("/proc/%d/wchan", pid))
	state, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(state), ") ")
	return fmt.Sprintf("%d %.200q %s %.1s", pid, bytes.ReplaceAll(command, []byte{0}, []byte{' '}), channel, after)
}
