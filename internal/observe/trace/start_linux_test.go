package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

func TestStatus(t *testing.T) {
	for script, want := range map[string]int{"exit 7": 7, "kill -TERM $$": 128 + int(unix.SIGTERM), "(sleep 60 & ) ; exit 1": 1} {
		trace := begin(t, Options{}, "sh", "-c", script)
		if status, err := trace.Wait(); status != want || err != nil {
			t.Errorf("the status of %q is %d, %v, want %d", script, status, err, want)
		}
		trace.End()
	}
}

func TestCannotRun(t *testing.T) {
	needStrace(t)
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"no-such-command": 127, "./no-such-file": 127, plain: 126, t.TempDir(): 126} {
		_, err := Start([]string{name}, Options{})
		var failure *cli.Error
		if !errors.As(err, &failure) || failure.Status != want {
			t.Errorf("%s: %v, want status %d", name, err, want)
		}
	}
}

// TestDescriptors checks that the command gets no descriptor that it would not get
// without strace, keeps its own, and stays in the process group.
func TestDescriptors(t *testing.T) {
	script := `ls /proc/self/fd; ps -o pgid= -p $$; echo error >&2`
	output := func(traced bool) string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if traced {
			run(t, Options{Files: [3]*os.File{1: w, 2: w}}, "sh", "-c", script)
		} else {
			command := exec.Command("sh", "-c", script)
			command.Stdout, command.Stderr = w, w
			command.Run()
		}
		w.Close()
		text, _ := io.ReadAll(r)
		return string(text)
	}
	if plain, traced := output(false), output(true); plain != traced {
		t.Errorf("without strace:\n%s\nwith strace:\n%s", plain, traced)
	}
}

// TestEnd ends processes that ignore signals, or have left the group and the session.
func TestEnd(t *testing.T) {
	trace := begin(t, Options{}, "sh", "-c", "trap '' TERM INT HUP; setsid sleep 600 & (setsid sh -c 'sleep 600 & wait' &) ; kill -STOP $$; wait")
	var pids []int
	for e := range trace.Events() {
		if e.Kind == Exec {
			pids = append(pids, e.PID)
		}
		if len(pids) == 6 { // sh, two of setsid, sleep, sh, sleep
			break
		}
	}
	trace.End()
	for _, pid := range pids {
		if err := unix.Kill(pid, 0); err != unix.ESRCH {
			t.Errorf("process %d is still there", pid)
		}
	}
	if status, err := trace.Wait(); status != 128+9 || err != nil {
		t.Errorf("status %d, %v", status, err)
	}
	for range trace.Events() { // is closed at last
	}
}

// TestEndWithoutStrace ends the processes after strace was killed.
func TestEndWithoutStrace(t *testing.T) {
	trace := begin(t, Options{}, "sh", "-c", "sleep 600 & sleep 600 & wait")
	var pids []int
	for len(pids) < 3 {
		if e := <-trace.Events(); e.Kind == Exec {
			pids = append(pids, e.PID)
		}
	}
	unix.Kill(trace.tracer, unix.SIGKILL)
	<-trace.done
	if _, err := trace.Wait(); err != ErrLost {
		t.Errorf("Wait returns %v", err)
	}
	trace.End()
	for _, pid := range pids {
		if err := unix.Kill(pid, 0); err != unix.ESRCH {
			t.Errorf("process %d is still there", pid)
		}
	}
}

// TestLostDescendant kills strace after the command has ended, while a process that the
// command has started still runs.
func TestLostDescendant(t *testing.T) {
	trace := begin(t, Options{}, "sh", "-c", "sleep 600 & exit 3")
	if status, err := trace.Wait(); status != 3 || err != nil {
		t.Errorf("status %d, %v", status, err)
	}
	unix.Kill(trace.tracer, unix.SIGKILL)
	for range trace.Events() {
	}
	if _, err := trace.Wait(); err != ErrLost {
		t.Errorf("Wait returns %v", err)
	}
}

// TestKilled kills a process that traces a command, so that it can't call End.
func TestKilled(t *testing.T) {
	needStrace(t)
	if os.Getenv("TRACE_TEST") == "killed" {
		trace := begin(t, Options{}, "sh", "-c", "trap '' TERM HUP; setsid sleep 600 & sleep 600")
		for e := range trace.Events() {
			if e.Kind == Exec {
				fmt.Println(e.PID)
			}
		}
	}
	unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	command := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	command.Env = append(os.Environ(), "TRACE_TEST=killed")
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	pids := make([]int, 4) // sh, setsid, and two of sleep
	for i := range pids {
		if _, err := fmt.Fscanln(output, &pids[i]); err != nil {
			t.Fatal(err)
		}
	}
	command.Process.Kill()
	command.Wait()
	deadline := time.Now().Add(time.Minute)
	for _, pid := range pids {
		for unix.Kill(pid, 0) != unix.ESRCH {
			if unix.Wait4(pid, nil, unix.WNOHANG, nil); time.Now().After(deadline) {
				t.Fatalf("process %d is still there", pid)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// TestEndUnread ends a command of whose many events nobody has taken one.
func TestEndUnread(t *testing.T) {
	begin(t, Options{}, "yes").End()
}

// TestLiveWait checks that a call that waits is known while it waits.
func TestLiveWait(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	trace := begin(t, Options{Files: [3]*os.File{0: r}}, "cat")
	wait := func(kind Kind) Event {
		for e := range trace.Events() {
			if e.Kind == kind && strings.HasPrefix(e.Channel, "pipe:") {
				return e
			}
		}
		t.Fatalf("no %s", kind)
		return Event{}
	}
	if e := wait(Wait); e.Call != "read" || e.Descriptor != 0 {
		t.Errorf("got %s", describe(e))
	}
	fmt.Fprint(w, "hello\n")
	if e := wait(Read); string(e.Data) != "hello\n" || e.Size != 6 {
		t.Errorf("got %s", describe(e))
	}
	w.Close()
	if e := wait(Read); e.Size != 0 {
		t.Errorf("got %s", describe(e))
	}
}

// TestTwoAtOnce checks that End ends the processes of its own trace only.
func TestTwoAtOnce(t *testing.T) {
	first, second := begin(t, Options{}, "sleep", "600"), begin(t, Options{}, "sleep", "600")
	first.End()
	if err := unix.Kill(second.Root(), 0); err != nil {
		t.Error(err)
	}
	second.End()
}

// TestNotPermitted traces this test, so that it can't trace a command itself.
func TestNotPermitted(t *testing.T) {
	needStrace(t)
	if os.Getenv("TRACE_TEST") == "refused" {
		_, err := Start([]string{"echo", "hello"}, Options{})
		fmt.Println(errors.Is(err, ErrNotPermitted), err)
		return
	}
	command := exec.Command("strace", "-f", "-qqq", "-e", "trace=none", "-o", os.DevNull, os.Args[0], "-test.run=^TestNotPermitted$")
	command.Env = append(os.Environ(), "TRACE_TEST=refused")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, _ := command.Output()
	text := string(output)
	if !strings.HasPrefix(text, "true not permitted to trace processes: ") || !strings.Contains(text, "Operation not permitted") ||
		strings.Contains(text, "hello") || stderr.Len() > 0 {
		t.Errorf("got %q, and on standard error %q", text, stderr.String())
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Start([]string{"/bin/true"}, Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
}

// TestPrepare checks that the process that becomes the command can be prepared.
func TestPrepare(t *testing.T) {
	trace := begin(t, Options{Prepare: func(c *exec.Cmd) { c.SysProcAttr = &unix.SysProcAttr{Setsid: true} }}, "sleep", "600")
	root := trace.Root()
	if session, err := unix.Getsid(root); session != root || err != nil {
		t.Errorf("%d is in session %d, %v", root, session, err)
	}
	if parent := statusField(root, "PPid"); parent != os.Getpid() {
		t.Errorf("the parent is %d", parent)
	}
	start := time.Now()
	trace.End()
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("the end took %v", took)
	}
}
