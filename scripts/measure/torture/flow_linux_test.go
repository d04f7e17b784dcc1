package torture

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// flow is a way of bytes through the programs, and what must come out at its end.
type flow struct {
	command []string
	output  func(input []byte) []byte
	// status is that of an empty input: of a reader that takes lines where there
	// are none it is 1.
	status int
	// withCat is set where a cat takes part, which fails on a file that does not block.
	withCat bool
}

const manyLines = "-n 999999999"

var flows = []flow{
	{command: []string{"fib", "2000"}, output: func([]byte) []byte { return fibonacci }},
	{command: []string{"reverse"}, output: reversed},
	{command: []string{"reverse", "-i"}, output: func(input []byte) []byte { return reversed(ended(input)) }},
	{command: []string{"pair.bash", "", ""}, output: same},
	{command: []string{"pair.bash", "", "", "behind"}, output: same, withCat: true},
	{command: []string{"pair.bash", "", "", "around"}, output: same, withCat: true},
	{command: []string{"pair.bash", "-l", ""}, output: ended},
	{command: []string{"pair.bash", "-l", manyLines}, output: ended, status: 1},
	{command: []string{"pair.bash", "", manyLines}, output: same, status: 1},
}

func same(input []byte) []byte { return input }

// fibonacci is what fib 2000 prints.
var fibonacci = func() (output []byte) {
	a, b := big.NewInt(0), big.NewInt(1)
	for range 2001 {
		output = fmt.Appendln(output, a)
		a, b = b, a.Add(a, b)
	}
	return output
}()

// ended returns input with an end to its last line.
func ended(input []byte) []byte {
	if len(input) > 0 && input[len(input)-1] != '\n' {
		input = append(bytes.Clone(input), '\n')
	}
	return input
}

// reversed reverses lines of ASCII.
func reversed(input []byte) (output []byte) {
	for line := range bytes.Lines(input) {
		text, ended := bytes.CutSuffix(line, []byte{'\n'})
		for i := range text {
			output = append(output, text[len(text)-1-i])
		}
		if ended {
			output = append(output, '\n')
		}
	}
	return output
}

// sizes are of inputs and of the pieces in which they come and go: around what a
// page, a pipe and the largest pipe hold, and the very small.
var sizes = []int{1, 4 << 10, 64 << 10, 1 << 20}

func around(random *rand.Rand, size int) int { return max(0, size+random.IntN(3)-1) }

// lines returns random lines of size bytes in all. The last one may have no end.
func lines(random *rand.Rand, size int) []byte {
	text := make([]byte, size)
	next := 0
	for i := range text {
		if text[i] = 'A' + byte(random.UintN(26)); i == next {
			text[i] = '\n'
			next = i + int(math.Exp(random.Float64()*math.Log(2e5)))
		}
	}
	return text
}

// ends are what a flow has for its standard input and output.
type ends struct {
	socket      bool
	nonBlocking bool // set and unset while the flow is in use
}

// pair returns two ends, the latter for the program.
func (e ends) pair(t *testing.T, toProgram bool) (ours, theirs *os.File) {
	var descriptors [2]int
	err := unix.Pipe2(descriptors[:], unix.O_CLOEXEC)
	if e.socket {
		unix.Close(descriptors[0])
		unix.Close(descriptors[1])
		descriptors, err = unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	reading, writing := os.NewFile(uintptr(descriptors[0]), "reading"), os.NewFile(uintptr(descriptors[1]), "writing")
	if toProgram {
		return writing, reading
	}
	return reading, writing
}

// disturb sets and unsets O_NONBLOCK, which is of the open file and not of the
// descriptor: any program that has it can do so to the others, fcntl(2).
func (e ends) disturb(random *rand.Rand, theirs *os.File, done <-chan struct{}) {
	for on := true; e.nonBlocking; on = !on {
		syscall.SetNonblock(int(theirs.Fd()), on)
		select {
		case <-done:
			return
		case <-time.After(rand.N(2 * time.Millisecond)):
		}
	}
}

// flow has a random flow carry random input in random pieces, while disturb does something
// to its processes, and compares what comes out.
func (p *promise) flow(random *rand.Rand, folder string, ends ends, disturb func(*process, *rand.Rand)) {
	f := flows[random.IntN(len(flows))]
	for ends.nonBlocking && f.withCat {
		f = flows[random.IntN(len(flows))]
	}
	piece := sizes[random.IntN(len(sizes))]
	size := min(around(random, sizes[random.IntN(len(sizes))]), 10_000*piece)
	input := lines(random, size)
	slow := random.IntN(2) // 0: what comes in, 1: what goes out

	q := p.program(folder, f.command[0], f.command[1:]...)
	feed, stdin := ends.pair(p.T, true)
	drain, stdout := ends.pair(p.T, false)
	q.Stdin, q.Stdout = stdin, stdout
	q.start()
	var group sync.WaitGroup
	group.Go(func() { ends.disturb(random, stdin, q.ended) })
	group.Go(func() { ends.disturb(random, stdout, q.ended) })
	group.Go(func() { disturb(q, rand.New(rand.NewPCG(seed, 3))) })
	feeding, draining := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	go func() {
		defer feed.Close()
		for left := input; len(left) > 0; {
			length := len(left)
			if slow == 0 {
				length = min(length, piece+feeding.IntN(7))
			}
			n, err := feed.Write(left[:length])
			if left = left[n:]; err != nil {
				return
			}
		}
	}()
	var output bytes.Buffer
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for err := error(nil); err == nil; {
			length := 1 << 20
			if slow == 1 {
				length = piece + draining.IntN(7)
			}
			_, err = io.CopyN(&output, drain, int64(length))
		}
		drain.Close()
	}()
	status := 0
	if len(input) == 0 {
		status = f.status
	}
	q.ends(status)
	group.Wait()
	stdin.Close()
	stdout.Close()
	<-drained
	if want := f.output(input); !bytes.Equal(output.Bytes(), want) {
		p.breaks("%q: %d bytes in, %d out, not the %d expected", f.command, len(input), output.Len(), len(want))
	}
}

// members returns the processes of a session that descend from the first of it.
func members(pid int) []int {
	pids := []int{pid}
	for _, child := range childrenOf(strconv.Itoa(pid)) {
		pids = append(pids, members(child)...)
	}
	return pids
}
