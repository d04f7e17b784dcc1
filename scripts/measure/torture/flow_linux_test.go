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

	"ipctools/internal/worker"
)

// flow is a command that bytes flow through, and the output that it must have.
type flow struct {
	command []string
	output  func(input []byte) []byte
	// emptyStatus is the exit status if the input is empty: 1 for a reader of lines,
	// because there are none, else 0.
	emptyStatus int
	// withCat is set if the command contains a cat, which fails on a non-blocking file.
	withCat bool
}

const manyLines = "-n 999999999"

var flows = []flow{
	{command: []string{"fib", "2000"}, output: func([]byte) []byte { return fibonacci }},
	{command: []string{"reverse"}, output: reversed},
	{command: []string{"reverse", "-i"}, output: func(input []byte) []byte { return reversed(terminated(input)) }},
	{command: []string{"pair.bash", "", ""}, output: unchanged},
	{command: []string{"pair.bash", "", "", "behind"}, output: unchanged, withCat: true},
	{command: []string{"pair.bash", "", "", "around"}, output: unchanged, withCat: true},
	{command: []string{"pair.bash", "-l", ""}, output: terminated},
	{command: []string{"pair.bash", "-l", manyLines}, output: terminated, emptyStatus: 1},
	{command: []string{"pair.bash", "", manyLines}, output: unchanged, emptyStatus: 1},
}

func unchanged(input []byte) []byte { return input }

// fibonacci is the output of fib 2000.
var fibonacci = func() (output []byte) {
	a, b := big.NewInt(0), big.NewInt(1)
	for range 2001 {
		output = fmt.Appendln(output, a)
		a, b = b, a.Add(a, b)
	}
	return output
}()

// terminated returns input with a newline at the end of its last line.
func terminated(input []byte) []byte {
	if len(input) > 0 && input[len(input)-1] != '\n' {
		input = append(bytes.Clone(input), '\n')
	}
	return input
}

// reversed reverses lines of ASCII.
func reversed(input []byte) (output []byte) {
	for line := range bytes.Lines(input) {
		text, complete := bytes.CutSuffix(line, []byte{'\n'})
		for i := range text {
			output = append(output, text[len(text)-1-i])
		}
		if complete {
			output = append(output, '\n')
		}
	}
	return output
}

// sizes are the sizes in bytes of inputs, and of the pieces that are written and read: a
// single byte, a page, a pipe and the largest pipe.
var sizes = []int{1, 4 << 10, 64 << 10, 1 << 20}

// around returns size, or one byte more or less.
func around(random *rand.Rand, size int) int { return max(0, size+random.IntN(3)-1) }

// randomLines returns lines that have size bytes together. The last line may have no
// newline.
func randomLines(random *rand.Rand, size int) []byte {
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

// standardFiles describes the standard input and output of a flow.
type standardFiles struct {
	socket      bool // they are sockets, not pipes
	nonBlocking bool // O_NONBLOCK is set and unset while the flow is in use
}

// pair returns two connected files, one for this test and one for the program.
func (s standardFiles) pair(t *testing.T, toProgram bool) (ours, theirs *os.File) {
	var descriptors [2]int
	err := unix.Pipe2(descriptors[:], unix.O_CLOEXEC)
	if s.socket {
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

// toggle sets and unsets O_NONBLOCK, if nonBlocking. The flag belongs to the open file,
// not to the descriptor, so each program that shares the file sees the change (fcntl(2)).
func (s standardFiles) toggle(theirs *os.File, done <-chan struct{}) {
	for on := true; s.nonBlocking; on = !on {
		syscall.SetNonblock(int(theirs.Fd()), on)
		select {
		case <-done:
			return
		case <-time.After(rand.N(2 * time.Millisecond)):
		}
	}
}

// carry sends random input through a random flow in random pieces, and checks the output.
// Meanwhile disturb acts on the processes of the flow.
func (p *promise) carry(random *rand.Rand, folder string, files standardFiles, disturb func(*process, *rand.Rand)) {
	f := flows[random.IntN(len(flows))]
	for files.nonBlocking && f.withCat {
		f = flows[random.IntN(len(flows))]
	}
	piece := sizes[random.IntN(len(sizes))]
	size := min(around(random, sizes[random.IntN(len(sizes))]), 10_000*piece)
	input := randomLines(random, size)
	slowInput := random.IntN(2) == 0 // otherwise the output is slow

	q := p.program(folder, f.command[0], f.command[1:]...)
	feed, stdin := files.pair(p.T, true)
	drain, stdout := files.pair(p.T, false)
	q.Stdin, q.Stdout = stdin, stdout
	q.start()
	var group sync.WaitGroup
	group.Go(func() { files.toggle(stdin, q.ended) })
	group.Go(func() { files.toggle(stdout, q.ended) })
	group.Go(func() { disturb(q, rand.New(rand.NewPCG(seed, 3))) })
	feeding, draining := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	go func() {
		defer feed.Close()
		for left := input; len(left) > 0; {
			length := len(left)
			if slowInput {
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
			if !slowInput {
				length = piece + draining.IntN(7)
			}
			_, err = io.CopyN(&output, drain, int64(length))
		}
		drain.Close()
	}()
	status := 0
	if len(input) == 0 {
		status = f.emptyStatus
	}
	q.expectEnd(status)
	group.Wait()
	stdin.Close()
	stdout.Close()
	<-drained
	if want := f.output(input); !bytes.Equal(output.Bytes(), want) {
		p.breaks("%q: from %d bytes it makes %d bytes, not the expected %d", f.command, len(input), output.Len(), len(want))
	}
}

// members returns a process and its descendants.
func members(pid int) []int {
	pids := []int{pid}
	for _, child := range worker.Children(strconv.Itoa(pid)) {
		pids = append(pids, members(child)...)
	}
	return pids
}
