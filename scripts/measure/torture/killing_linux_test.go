package torture

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/worker"
)

var killers = []syscall.Signal{unix.SIGKILL, unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT}

// pause waits for at most 30 ms, mostly for less than 3, because programs start in a few.
func pause(random *rand.Rand) {
	longest := []time.Duration{300 * time.Microsecond, 3 * time.Millisecond, 30 * time.Millisecond}
	time.Sleep(rand.N(longest[random.IntN(3)]))
}

// killAtRandom kills a program, its worker, both, or the whole process group.
func (q *process) killAtRandom(random *rand.Rand) (s syscall.Signal) {
	s = killers[random.IntN(len(killers))]
	pid := q.Process.Pid
	pause(random)
	workers := worker.Children(strconv.Itoa(pid))
	q.early = mayMissQuit(pid)
	kill := func(pids []int) {
		for _, pid := range pids {
			unix.Kill(pid, s)
		}
	}
	switch target := random.IntN(4); {
	case target == 0:
		kill([]int{-pid})
	case target == 1:
		kill(append(workers, pid))
	case target == 2 && len(workers) > 0:
		kill(workers)
		// Go's os package first starts another child, which only tries pidfds.
		for !q.endsWithin(50 * time.Millisecond) {
			kill(worker.Children(strconv.Itoa(pid)))
		}
	default:
		kill([]int{pid})
	}
	return s
}

// mayMissQuit reports whether a process may not catch SIGQUIT yet. It does once it has a
// child, or once it catches SIGUSR1. Go's runtime then has a thread that blocks signals
// such as SIGALRM, but not SIGUSR1 (ensureSigM in signal_unix.go of Go's runtime).
func mayMissQuit(pid int) bool {
	process := strconv.Itoa(pid)
	if len(worker.Children(process)) > 0 {
		return false
	}
	threads, _ := filepath.Glob("/proc/" + process + "/task/*/status")
	return !slices.ContainsFunc(threads, func(thread string) bool {
		status, _ := os.ReadFile(thread)
		_, after, _ := strings.Cut(string(status), "\nSigBlk:\t")
		hexadecimal, _, _ := strings.Cut(after, "\n")
		mask, _ := strconv.ParseUint(hexadecimal, 16, 64)
		blocks := func(s syscall.Signal) bool { return mask>>(s-1)&1 == 1 }
		return blocks(unix.SIGALRM) && !blocks(unix.SIGUSR1)
	})
}

func TestKilling(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"fib 100000", "fib -s 60 5", "reverse -i", "sigpair -d 0.005", "sigpair -d 60", "sigpair sleep 60",
	} {
		promises(t, "`"+command+"`: ends with the signal, no process left", func(p *promise) {
			p.repeat(100, func(random *rand.Rand, folder string) { p.killProgram(random, folder, command) })
		})
	}
	data := filepath.Join(t.TempDir(), "lines")
	if err := os.WriteFile(data, []byte(strings.Repeat("a line of some length\n", 200_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	promises(t, "either end of a FIFO: ends with the signal, then the other end ends; no process or lock left", func(p *promise) {
		p.repeat(250, func(random *rand.Rand, folder string) { p.killEnd(random, folder, data) })
	})
	promises(t, "`fifo-reader -r` that has created the FIFO: any signal but SIGKILL removes the FIFO", func(p *promise) {
		p.repeat(250, func(random *rand.Rand, folder string) {
			path := filepath.Join(folder, "p")
			q := p.program(folder, "fifo-reader", "-r", path).start()
			s := killers[1+random.IntN(len(killers)-1)]
			pause(random)
			q.early = mayMissQuit(q.Process.Pid)
			unix.Kill(q.Process.Pid, s)
			q.expectEnd(128 + int(s))
			if os.Remove(path) == nil && q.status != tooEarly {
				p.breaks("%v has left the FIFO", s)
			}
		})
	})
}

// killProgram kills a program that has a worker or a command. The program's status must
// be that of the signal, or 0 if the program was done before.
func (p *promise) killProgram(random *rand.Rand, folder, command string) {
	words := strings.Fields(command)
	q := p.program(folder, words[0], words[1:]...)
	if words[0] == "reverse" {
		phrases, _ := q.StdinPipe()
		defer phrases.Close()
		go func() {
			for err := error(nil); err == nil; {
				_, err = phrases.Write([]byte("hello\n"))
			}
		}()
	}
	s := q.start().killAtRandom(random)
	if command == "sigpair sleep 60" || command == "sigpair -d 0.005" {
		// 0 if the exchange took place before, 1 if the child was killed before it
		// signalled.
		q.expectEnd(128+int(s), 0, 1)
		return
	}
	q.expectEnd(128+int(s), 0)
	if words[0] == "reverse" && !strings.HasPrefix(strings.Repeat("olleh\n", q.output.Len()/6+1), q.output.String()) {
		p.breaks("reverse -i has printed %q", q.output.String())
	}
}

// killEnd kills one end of a FIFO. The other end then ends. With --keep it still waits,
// so it gets SIGTERM.
func (p *promise) killEnd(random *rand.Rand, folder, data string) {
	writers := [][]string{{}, {"-k"}, {"-l"}, {"-k", "-l"}, {"-p"}}
	readers := [][]string{{}, {"-k"}, {"-n", "100000"}, {"-k", "-n", "300000"}, {"-r"}}
	path := filepath.Join(folder, "p")
	defer os.Remove(path)
	options := [2][]string{writers[random.IntN(len(writers))], readers[random.IntN(len(readers))]}
	var ends [2]*process
	for i, name := range []string{"fifo-writer", "fifo-reader"} {
		ends[i] = p.program(folder, name, append(slices.Clone(options[i]), path)...)
	}
	input, err := os.Open(data)
	if err != nil {
		p.Fatal(err)
	}
	defer input.Close()
	ends[0].Stdin, ends[1].Stdout = input, nil
	first := random.IntN(2)
	ends[first].start()
	ends[1-first].start()
	victim := random.IntN(2)
	s := ends[victim].killAtRandom(random)
	ends[victim].expectEnd(128+int(s), 0, 1)

	other := ends[1-victim]
	if slices.Contains(options[1-victim], "-k") {
		unix.Kill(other.Process.Pid, unix.SIGTERM)
	}
	other.release(path)
	other.expectEnd(0, 1, 128+int(unix.SIGTERM))

	if descriptor, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK, 0); err == nil {
		if unix.Flock(descriptor, unix.LOCK_EX|unix.LOCK_NB) != nil {
			p.breaks("%s is still locked", path)
		}
		unix.Close(descriptor)
	}
}

// release opens both ends of a FIFO, again and again, until q has ended. So q does not
// wait for the other end.
func (q *process) release(path string) {
	for end := time.Now().Add(deadline); time.Now().Before(end); {
		if q.endsWithin(5 * time.Millisecond) {
			return
		}
		if descriptor, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK, 0); err == nil {
			unix.Close(descriptor)
		}
	}
}
