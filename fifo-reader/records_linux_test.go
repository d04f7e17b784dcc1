package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

// records describes the records of some writers: each writer's number of records, and the
// length of the longest in bytes. No two are alike, so that half a record is noticed.
type records struct {
	writers, each, longest int
}

// of returns a record: of one byte, or with its writer, number, length and filling.
// Most are short, and few are long.
func (r records) of(writer, number int) string {
	random := rand.New(rand.NewPCG(uint64(writer), uint64(number)))
	length := int(math.Pow(float64(r.longest), math.Pow(random.Float64(), 3)))
	letter := string(rune('a' + writer%26))
	if length < 8 {
		return letter
	}
	return fmt.Sprintf("%d %d %d %s", writer, number, length, strings.Repeat(letter, length))
}

// startWriters starts a fifo-writer -l for each writer. The function that it returns
// waits until all have ended.
func (r records) startWriters(t *testing.T, path string) (wait func()) {
	var group sync.WaitGroup
	for writer := range r.writers {
		input, output := io.Pipe()
		command := exec.Command(filepath.Join(programtest.Build(t), "fifo-writer"), "-k", "-l", path)
		command.Stdin = input
		go func() {
			for number := range r.each {
				if _, err := io.WriteString(output, r.of(writer, number)+"\n"); err != nil {
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

// compare checks that lines are the records, each at least once, and not more often
// than that where only lines of killed readers may repeat.
func (r records) compare(t *testing.T, lines, killed []string) {
	t.Helper()
	count := make(map[string]int)
	for writer := range r.writers {
		for number := range r.each {
			count[r.of(writer, number)]++
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

func newFIFO(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "queue")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRecordsOfManyWriters(t *testing.T) {
	r := records{writers: programtest.Count(10, 50), each: programtest.Count(200, 2000), longest: 200_000}
	path := newFIFO(t)
	command := exec.Command(filepath.Join(programtest.Build(t), "fifo-reader"), "-k", path)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var read bytes.Buffer
	done := make(chan struct{})
	go func() {
		io.Copy(&read, output)
		close(done)
	}()
	r.startWriters(t, path)()
	// The writers have ended, so the reader has taken every byte out of the FIFO. It has
	// passed on the last ones when its output stays empty for two looks.
	for before := -1; ; time.Sleep(50 * time.Millisecond) {
		left, err := pipeLength(output.(*os.File))
		if err != nil || left == 0 && before == 0 {
			break
		}
		before = left
	}
	command.Process.Signal(unix.SIGTERM)
	<-done
	command.Wait()
	r.compare(t, strings.Split(strings.TrimSuffix(read.String(), "\n"), "\n"), nil)
}

func pipeLength(file *os.File) (int, error) {
	connection, err := file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var length int
	controlErr := connection.Control(func(descriptor uintptr) {
		length, err = unix.IoctlGetInt(int(descriptor), unix.TIOCINQ)
	})
	return length, errors.Join(controlErr, err)
}

// takeAll runs loops of fifo-reader -n, each with its own number of records, until
// the writers are done and nothing is left. It calls started with each program.
func takeAll(t *testing.T, path string, numbers []string, done *atomic.Bool, started func(*os.Process)) (lines, killed []string) {
	var group sync.WaitGroup
	var mutex sync.Mutex
	for _, number := range numbers {
		group.Go(func() {
			for {
				finished := done.Load()
				command := exec.Command(filepath.Join(programtest.Build(t), "fifo-reader"),
					"-t", "0.2", "-n", number, path)
				var output, message bytes.Buffer
				command.Stdout, command.Stderr = &output, &message
				if err := command.Start(); err != nil {
					t.Error(err)
					return
				}
				started(command.Process)
				err := command.Wait()
				taken := strings.SplitAfter(output.String(), "\n")
				rest := taken[len(taken)-1] // "" after a newline
				taken = taken[:len(taken)-1]
				for i := range taken {
					taken[i] = strings.TrimSuffix(taken[i], "\n")
				}
				mutex.Lock()
				status := command.ProcessState.ExitCode()
				switch {
				case status < 0: // killed
					killed = append(killed, taken...)
				case rest != "":
					t.Errorf("fifo-reader -n %s wrote half a record: %.40q", number, rest)
				default:
					lines = append(lines, taken...)
				}
				mutex.Unlock()
				if status == 124 && finished {
					return
				}
				if !slices.Contains([]int{0, 1, 124, -1}, status) {
					t.Errorf("fifo-reader -n %s: %v: %s", number, err, message.String())
				}
			}
		})
	}
	group.Wait()
	return lines, killed
}

func TestRecordsOfManyReaders(t *testing.T) {
	r := records{writers: programtest.Count(10, 50), each: programtest.Count(50, 2000), longest: 200_000}
	path := newFIFO(t)
	var done atomic.Bool
	wait := r.startWriters(t, path)
	go func() {
		wait()
		done.Store(true)
	}()
	lines, _ := takeAll(t, path, []string{"1", "7", "7", "7", "7", "7", "7", "7"}, &done, func(*os.Process) {})
	r.compare(t, lines, nil)
}

func TestRecordsOfKilledReaders(t *testing.T) {
	const kills = 200
	r := records{writers: 4, each: programtest.Count(300, 1000), longest: 20_000}
	path := newFIFO(t)
	var done atomic.Bool
	wait := r.startWriters(t, path)
	go func() {
		wait()
		done.Store(true)
	}()
	var killed atomic.Int32
	lines, half := takeAll(t, path, []string{"1", "3", "7", "2"}, &done, func(reader *os.Process) {
		if killed.Load() < kills && rand.IntN(2) == 0 {
			killed.Add(1)
			time.AfterFunc(time.Duration(rand.IntN(6000))*time.Microsecond, func() { reader.Kill() })
		}
	})
	r.compare(t, lines, half)
	t.Logf("%d kills, %d lines of killed readers", killed.Load(), len(half))
}

func TestStreamOfReplacedReaders(t *testing.T) {
	total, readers := int64(programtest.Count(20, 200))<<20, 50
	path := newFIFO(t)
	command := exec.Command(filepath.Join(programtest.Build(t), "fifo-writer"), "-k", path)
	sent, received := sha256.New(), sha256.New()
	command.Stdin = io.TeeReader(io.LimitReader(rand.NewChaCha8([32]byte{1}), total), sent)
	var message bytes.Buffer
	command.Stderr = &message
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	left := total
	for i := range readers {
		reader, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		length := left
		if i < readers-1 {
			length = rand.Int64N(2 * left / int64(readers-i))
		}
		n, err := io.CopyN(received, reader, length)
		left -= n
		if err != nil {
			t.Fatalf("%v, %d bytes before the end", err, left)
		}
		reader.Close()
	}
	if err := command.Wait(); err != nil {
		t.Errorf("fifo-writer -k: %v: %s", err, message.String())
	}
	if !bytes.Equal(sent.Sum(nil), received.Sum(nil)) {
		t.Error("what was received is not what was sent")
	}
}
