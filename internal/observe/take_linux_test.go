package observe

import (
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strconv"
	"testing"
)

// take takes a snapshot of one process, after meanwhile has been called, when all
// processes have been listed.
func take(t *testing.T, pid int, meanwhile func()) *Snapshot {
	t.Helper()
	s, err := Take(func(*Snapshot) ([]int, error) {
		meanwhile()
		return []int{pid}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// startCat starts a cat that waits for its input, and returns it with the other end of
// that.
func startCat(t *testing.T) (cat *exec.Cmd, input *os.File) { return start(t, "cat") }

func start(t *testing.T, name string, arguments ...string) (command *exec.Cmd, input *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command = exec.Command(name, arguments...)
	command.Stdin = read
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	read.Close()
	t.Cleanup(func() {
		write.Close()
		command.Wait()
	})
	return command, write
}

func TestProcessEndsMeanwhile(t *testing.T) {
	cat, input := startCat(t)
	s := take(t, cat.Process.Pid, func() {
		input.Close()
		cat.Wait()
	})
	if p := s.Processes[cat.Process.Pid]; p != nil {
		t.Errorf("the snapshot has %v", p)
	}
}

func TestProcessBecomesZombieMeanwhile(t *testing.T) {
	cat, input := startCat(t)
	s := take(t, cat.Process.Pid, func() {
		input.Close()
		for !isZombie(cat.Process.Pid) {
			runtime.Gosched()
		}
	})
	if p := s.Processes[cat.Process.Pid]; p == nil || p.State != "Z" {
		t.Errorf("the snapshot has %v", p)
	}
}

func TestProcessRunsAnotherProgramMeanwhile(t *testing.T) {
	shell, input := start(t, "sh", "-c", "read line; exec cat")
	s := take(t, shell.Process.Pid, func() {
		input.WriteString("\n")
		for !isNamed(shell.Process.Pid, "cat") {
			runtime.Gosched()
		}
	})
	if p := s.Processes[shell.Process.Pid]; p == nil || p.Name != "cat" {
		t.Errorf("the snapshot has %v", p)
	}
}

func isZombie(pid int) bool { return State(pid) == "Z" }

func isNamed(pid int, name string) bool {
	p, err := readStat("/proc/" + strconv.Itoa(pid))
	return err == nil && p.Name == name
}

// A snapshot is plain data: nothing is lost when it is written down.
func TestSnapshotIsPlainData(t *testing.T) {
	cat, _ := startCat(t)
	var s *Snapshot
	for s == nil || s.Processes[cat.Process.Pid].Wait().Kind != Data {
		s = take(t, cat.Process.Pid, func() {})
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again Snapshot
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if got, want := report(&again), report(s); got != want {
		t.Errorf("written down it says\n%snot\n%s", got, want)
	}
	if !reflect.DeepEqual(again.Channels, s.Channels) {
		t.Errorf("written down it has %v, not %v", again.Channels, s.Channels)
	}
}
