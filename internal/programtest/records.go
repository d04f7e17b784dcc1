package programtest

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Records describes the records of several writers: how many writers there are, how many
// records each sends, and the length of the longest in bytes.
type Records struct {
	Writers, Each, Longest int
}

// record returns a record of one letter, or one that holds its writer, number and length,
// so that a part of a record is noticed. Most records are short, and few are long.
func (r Records) record(writer, number int) string {
	random := rand.New(rand.NewPCG(uint64(writer), uint64(number)))
	length := int(math.Pow(float64(r.Longest), math.Pow(random.Float64(), 3)))
	letter := string(rune('a' + writer%26))
	if length < 8 {
		return letter
	}
	return fmt.Sprintf("%d %d %d %s", writer, number, length, strings.Repeat(letter, length))
}

// StartWriters starts a fifo-writer -l for each writer. It returns a function that waits
// until all of them have ended.
func (r Records) StartWriters(t *testing.T, path string) (wait func()) {
	var group sync.WaitGroup
	for writer := range r.Writers {
		input, output := io.Pipe()
		command := exec.Command(filepath.Join(Build(t), "fifo-writer"), "-k", "-l", path)
		command.Stdin = input
		go func() {
			for number := range r.Each {
				if _, err := io.WriteString(output, r.record(writer, number)+"\n"); err != nil {
					break
				}
			}
			output.Close()
		}()
		group.Go(func() {
			if message, err := command.CombinedOutput(); err != nil {
				t.Errorf("fifo-writer: %v: %s", err, message)
			}
			input.Close()
		})
	}
	return group.Wait
}

// Compare checks that each record is in lines or in killed, and none twice in lines. The
// readers that printed the lines in killed were killed, so other readers may repeat
// those.
func (r Records) Compare(t *testing.T, lines, killed []string) {
	t.Helper()
	count := make(map[string]int)
	for writer := range r.Writers {
		for number := range r.Each {
			count[r.record(writer, number)]++
		}
	}
	wanted := make(map[string]bool)
	for line := range count {
		wanted[line] = true
	}
	wrong := 0
	report := func(format, line string) {
		if wrong++; wrong <= 5 {
			t.Errorf(format, line[:min(40, len(line))])
		}
	}
	for _, line := range lines {
		if !wanted[line] {
			report("not a record: %.40q", line)
		} else if count[line]--; count[line] < 0 {
			report("twice: %.40q", line)
		}
	}
	for _, line := range killed {
		if !wanted[line] {
			report("not a record, of a killed reader: %.40q", line)
		}
		count[line]--
	}
	for line, missing := range count {
		if missing > 0 {
			report("lost: %.40q", line)
		}
	}
}

// NewFIFO makes a FIFO in a folder of the test, and returns its path.
func NewFIFO(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "queue")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
