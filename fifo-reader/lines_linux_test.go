package main

import (
	"bytes"
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

	"ipctools/internal/programtest"
)

// FuzzCountRecords compares countRecords with bytes.SplitAfter.
func FuzzCountRecords(f *testing.F) {
	f.Add([]byte("one\ntwo\nthree"), uint64(2), byte('\n'))
	f.Add([]byte("\n\n"), uint64(3), byte('\n'))
	f.Add([]byte("a\x00b"), uint64(0), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, count uint64, delimiter byte) {
		parts := bytes.SplitAfter(data, []byte{delimiter})
		whole := parts[:len(parts)-1] // the last part has no delimiter
		whole = whole[:min(uint64(len(whole)), count)]
		length, records := countRecords(data, delimiter, count)
		if want := len(bytes.Join(whole, nil)); length != want || records != uint64(len(whole)) {
			t.Errorf("%d records of %q: %d bytes, %d records, want %d, %d",
				count, data, length, records, want, len(whole))
		}
	})
}

// takeAll runs fifo-reader -n in one loop per number of records, until the writers are
// done and nothing is left. It calls started with each process. It returns the lines of
// the readers that ended on their own, and the whole lines of those that were killed.
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
	r := programtest.Records{Writers: programtest.Count(10, 50), Each: programtest.Count(50, 2000), Longest: 200_000}
	path := programtest.NewFIFO(t)
	var done atomic.Bool
	wait := r.StartWriters(t, path)
	go func() {
		wait()
		done.Store(true)
	}()
	lines, _ := takeAll(t, path, []string{"1", "7", "7", "7", "7", "7", "7", "7"}, &done, func(*os.Process) {})
	r.Compare(t, lines, nil)
}

func TestRecordsOfKilledReaders(t *testing.T) {
	const kills = 200
	r := programtest.Records{Writers: 4, Each: programtest.Count(300, 1000), Longest: 20_000}
	path := programtest.NewFIFO(t)
	var done atomic.Bool
	wait := r.StartWriters(t, path)
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
	r.Compare(t, lines, half)
	t.Logf("%d kills, %d lines of killed readers", killed.Load(), len(half))
}
