package trace

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

func inCI() bool { return os.Getenv("CI") != "" || programtest.Full() }

// needStrace skips a test where strace is not installed, but not in CI.
func needStrace(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		if inCI() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// need returns the path of a program that a test can't do without in CI.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if inCI() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return path
}

// python returns a Python that is no wrapper.
func python(t *testing.T) string {
	output, err := exec.Command(need(t, "python3"), "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// begin starts a command in an empty folder with nothing to read.
func begin(t *testing.T, o Options, command ...string) *Trace {
	t.Helper()
	needStrace(t)
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for i := range o.Files {
		if o.Files[i] == nil {
			o.Files[i] = null
		}
	}
	trace, err := Start(command, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trace.End)
	return trace
}

// run runs a command to its end, and returns what Clean leaves of its events.
func run(t *testing.T, o Options, command ...string) (root int, events []Event) {
	t.Helper()
	trace := begin(t, o, command...)
	born := map[int]bool{trace.Root(): true}
	for e := range trace.Events() {
		events = append(events, e)
		if !born[e.PID] {
			t.Errorf("process %d is not alive at %s", e.PID, describe(e))
		}
		switch e.Kind {
		case Fork:
			born[e.Peer] = true
		case Exit:
			delete(born, e.PID)
		}
	}
	if len(born) > 0 {
		t.Errorf("no end of %v:\n%s", born, describeAll(events))
	}
	return Clean(trace.Root(), events)
}

// file writes a file into a new folder, and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

// find returns the index of the first event that is like the wanted one, in all fields
// that are set there.
func find(events []Event, want Event) int {
	return slices.IndexFunc(events, func(e Event) bool {
		return (want.PID == 0 || e.PID == want.PID) && e.Kind == want.Kind && (want.Peer == 0 || e.Peer == want.Peer) &&
			(want.Signal == 0 || e.Signal == want.Signal) && (want.Call == "" || e.Call == want.Call) &&
			(want.Data == nil || bytes.Equal(e.Data, want.Data)) && (want.Size == 0 || e.Size == want.Size) &&
			strings.HasPrefix(e.Channel, want.Channel) && (want.Status == 0 || e.Status == want.Status)
	})
}

// inOrder fails the test unless events that are like the wanted ones come in this order.
func inOrder(t *testing.T, events []Event, wanted ...Event) {
	t.Helper()
	rest := events
	for _, want := range wanted {
		i := find(rest, want)
		if i < 0 {
			t.Fatalf("no %s in its place:\n%s", describe(want), describeAll(events))
		}
		rest = rest[i+1:]
	}
}

// child returns the first child of root.
func child(t *testing.T, root int, events []Event) int {
	t.Helper()
	i := find(events, Event{PID: root, Kind: Fork})
	if i < 0 {
		t.Fatalf("%d has no child:\n%s", root, describeAll(events))
	}
	return events[i].Peer
}

func processes(events []Event) map[int]bool {
	pids := map[int]bool{}
	for _, e := range events {
		pids[e.PID] = true
	}
	return pids
}

func TestPythonFork(t *testing.T) {
	script := file(t, "ex1.py", `
import multiprocessing, sys
def numbers(n): print(n)
if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    p = multiprocessing.Process(target=numbers, args=(5,))
    p.start()
    p.join()
`)
	root, events := run(t, Options{}, python(t), script)
	worker := child(t, root, events)
	if pids := processes(events); len(pids) != 2 {
		t.Errorf("there are %d processes:\n%s", len(pids), describeAll(events))
	}
	inOrder(t, events, Event{PID: root, Kind: Exec}, Event{PID: root, Kind: Fork}, Event{PID: worker, Kind: Exit},
		Event{PID: root, Kind: Reap, Peer: worker}, Event{PID: root, Kind: Exit})
	for _, e := range events {
		if e.Kind == Pipe || isFile(e.Channel) || e.Kind == Handle {
			t.Errorf("left: %s", describe(e))
		}
	}
}

func TestPythonResourceTracker(t *testing.T) {
	script := file(t, "answer.py", `
import multiprocessing
def answer(queue): queue.put("hello")
if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    p = context.Process(target=answer, args=(queue,))
    p.start()
    queue.get()
    p.join()
`)
	root, events := run(t, Options{}, python(t), script)
	worker := child(t, root, events)
	if pids := processes(events); len(pids) != 2 {
		t.Errorf("there are %d processes:\n%s", len(pids), describeAll(events))
	}
	inOrder(t, events, Event{PID: root, Kind: Fork}, Event{PID: worker, Kind: Exec}, Event{PID: worker, Kind: Exit})
	if i := slices.IndexFunc(events, func(e Event) bool { return bytes.Contains(e.Data, []byte("authkey")) }); i >= 0 {
		t.Errorf("left: %s", describe(events[i]))
	}
}

// TestPythonForkServer checks that only the phrase stays of what goes through pipes.
func TestPythonForkServer(t *testing.T) {
	script := file(t, "round.py", `
import multiprocessing
def reverse(end): end.send(end.recv()[::-1])
if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    p = context.Process(target=reverse, args=(theirs,))
    p.start()
    theirs.close()
    ours.send("hello")
    ours.recv()
    p.join()
`)
	root, events := run(t, Options{}, python(t), script)
	server := child(t, root, events)
	worker := child(t, server, events)
	for _, e := range events {
		if (e.Kind == Read || e.Kind == Write) && e.PID != root && e.PID != worker || strings.HasPrefix(e.Channel, "pipe:") && e.Size > 0 {
			t.Errorf("left: %s", describe(e))
		}
	}
	hello := events[find(events, Event{PID: worker, Kind: Write, Channel: "socket:["})]
	if !bytes.Contains(hello.Data, []byte("olleh")) {
		t.Errorf("got %s", describe(hello))
	}
}

// TestPythonSignals takes signals in the ways in which they are not delivered.
func TestPythonSignals(t *testing.T) {
	script := file(t, "signals.py", `
import os, signal, ctypes, threading
both = [signal.SIGUSR1, signal.SIGUSR2]
signal.pthread_sigmask(signal.SIG_BLOCK, both)
parent = os.getpid()
pid = os.fork()
if pid == 0:
    os.kill(parent, signal.SIGUSR1)
    os.kill(parent, signal.SIGUSR2)
    signal.pause()
signal.sigwait([signal.SIGUSR1])
libc = ctypes.CDLL(None)
mask = (ctypes.c_char * 128)()
libc.sigemptyset(mask)
libc.sigaddset(mask, int(signal.SIGUSR2))
os.read(libc.signalfd(-1, mask, 0), 128)
sender = threading.Thread(target=lambda: os.kill(pid, signal.SIGKILL))
sender.start()
sender.join()
os.waitpid(pid, 0)
`)
	root, events := run(t, Options{}, python(t), script)
	c := child(t, root, events)
	inOrder(t, events, Event{PID: c, Kind: Send, Peer: root, Signal: unix.SIGUSR1}, Event{PID: root, Kind: Receive, Peer: c, Signal: unix.SIGUSR1})
	inOrder(t, events, Event{PID: c, Kind: Send, Peer: root, Signal: unix.SIGUSR2}, Event{PID: root, Kind: Receive, Peer: c, Signal: unix.SIGUSR2, Call: "read"},
		Event{PID: root, Kind: Send, Peer: c, Signal: unix.SIGKILL}, Event{PID: c, Kind: Exit, Signal: unix.SIGKILL, Status: -1},
		Event{PID: root, Kind: Reap, Peer: c, Signal: unix.SIGKILL})
}

func TestBashTrap(t *testing.T) {
	script := file(t, "trap.sh", `
trap 'got=1' USR1
bash -c 'kill -USR1 $PPID; exit 7' &
until [[ $got ]]; do wait; done
wait
`)
	root, events := run(t, Options{}, need(t, "bash"), script)
	c := child(t, root, events)
	inOrder(t, events, Event{PID: root, Kind: Handle, Signal: unix.SIGUSR1}, Event{PID: c, Kind: Send, Peer: root, Signal: unix.SIGUSR1},
		Event{PID: root, Kind: Deliver, Peer: c, Signal: unix.SIGUSR1})
	inOrder(t, events, Event{PID: c, Kind: Exit, Status: 7}, Event{PID: root, Kind: Reap, Peer: c, Status: 7})
}

// TestManyProcesses starts processes from several at a time.
func TestManyProcesses(t *testing.T) {
	_, events := run(t, Options{}, need(t, "bash"), "-c", `for i in {1..5}; do (for j in {1..20}; do (exit 9) & done; wait) & done; wait`)
	ended := 0
	for _, e := range events {
		if e.Kind == Exit && e.Status == 9 {
			ended++
		}
	}
	if ended != 100 {
		t.Errorf("%d processes have ended", ended)
	}
}

// TestManyThreads starts threads and processes at a time.
func TestManyThreads(t *testing.T) {
	script := file(t, "threads.py", `
import os, threading
def work():
    for i in range(20):
        pid = os.fork()
        if pid == 0:
            os._exit(9)
        os.waitpid(pid, 0)
threads = [threading.Thread(target=work) for i in range(5)]
for thread in threads: thread.start()
for thread in threads: thread.join()
`)
	root, events := run(t, Options{}, python(t), script)
	reaped := 0
	for _, e := range events {
		if e.Kind == Reap && e.PID == root && e.Status == 9 {
			reaped++
		}
	}
	if reaped != 100 {
		t.Errorf("%d processes were reaped", reaped)
	}
}

func TestCSocketsAndFIFO(t *testing.T) {
	source := file(t, "talk.c", `
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
	int pair[2];
	char buffer[10];
	struct iovec parts[] = {{"ab", 2}, {"cd", 2}};
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	mkfifo("queue", 0600);
	if (vfork() == 0) _exit(4);
	wait(NULL);
	if (fork() == 0) {
		writev(pair[1], parts, 2);
		write(open("queue", O_WRONLY), "xyz", 3);
		_exit(5);
	}
	read(pair[0], buffer, 10);
	read(open("queue", O_RDONLY), buffer, 10);
	wait(NULL);
	unlink("queue");
	exit(6);
}`)
	program := strings.TrimSuffix(source, ".c")
	if output, err := exec.Command(need(t, "cc"), "-w", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root, events := run(t, Options{Dir: dir}, program)
	queue := "fifo:" + dir + "/queue"
	inOrder(t, events, Event{PID: root, Kind: Pair, Channel: "socket:["}, Event{Kind: MkFIFO, Channel: queue},
		Event{PID: root, Kind: Fork, Call: "vfork"}, Event{Kind: Exit, Status: 4}, Event{PID: root, Kind: Reap, Status: 4},
		Event{PID: root, Kind: Fork}, Event{Kind: Exit, Status: 5}, Event{PID: root, Kind: Reap, Status: 5}, Event{PID: root, Kind: Exit, Status: 6})
	inOrder(t, events, Event{Kind: Write, Call: "writev", Channel: "socket:[", Data: []byte("abcd"), Size: 4})
	inOrder(t, events, Event{PID: root, Kind: Read, Channel: "socket:[", Data: []byte("abcd")}, Event{PID: root, Kind: Read, Channel: queue, Data: []byte("xyz"), Size: 3})
	inOrder(t, events, Event{Kind: Open, Channel: queue}, Event{Kind: Write, Channel: queue, Data: []byte("xyz")})
}

// TestGo runs this test as a Go program that starts a child.
func TestGo(t *testing.T) {
	root, events := run(t, Options{Env: append(os.Environ(), "TRACE_TEST=start")}, os.Args[0])
	c := child(t, root, events)
	if pids := processes(events); len(pids) != 2 {
		t.Errorf("there are %d processes:\n%s", len(pids), describeAll(events))
	}
	inOrder(t, events, Event{PID: root, Kind: Exec}, Event{PID: root, Kind: Fork, Peer: c}, Event{PID: c, Kind: Exec},
		Event{PID: c, Kind: Exit, Status: 3}, Event{PID: root, Kind: Reap, Peer: c, Status: 3})
}

func TestMain(m *testing.M) {
	if os.Getenv("TRACE_TEST") == "start" {
		exec.Command("sh", "-c", "exit 3").Run()
		return
	}
	os.Exit(m.Run())
}

func TestPerl(t *testing.T) {
	root, events := run(t, Options{}, need(t, "perl"), "-e",
		`pipe(R, W); if (!fork) { close R; syswrite W, "olleh\n"; exit 2 } close W; sysread R, $_, 99; wait`)
	c := child(t, root, events)
	inOrder(t, events, Event{PID: root, Kind: Pipe, Channel: "pipe:["}, Event{PID: root, Kind: Fork}, Event{PID: root, Kind: Reap, Peer: c, Status: 2})
	inOrder(t, events, Event{PID: c, Kind: Write, Data: []byte("olleh\n"), Size: 6})
	inOrder(t, events, Event{PID: root, Kind: Read, Data: []byte("olleh\n"), Size: 6})
}

// TestWrappers starts a program through a script that stands for it, env and timeout.
func TestWrappers(t *testing.T) {
	shim := filepath.Join(t.TempDir(), "shims", "perl")
	if err := os.Mkdir(filepath.Dir(shim), 0o777); err != nil {
		t.Fatal(err)
	}
	text := "#!/bin/bash\nname=$(echo " + need(t, "perl") + ")\nexec \"$name\" \"$@\"\n"
	if err := os.WriteFile(shim, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
	script := `if (!fork) { exit 2 } wait`
	for _, wrapper := range [][]string{nil, {"env", "A=1"}, {"timeout", "60"}, {"sh", "-c", `exec "$@"`, "sh"}, {"bash", "-c", `"$@"; exit $?`, "bash"}} {
		root, events := run(t, Options{}, append(wrapper, shim, "-e", script)...)
		c := child(t, root, events)
		if pids := processes(events); len(pids) != 2 || events[0].Kind != Exec || filepath.Base(events[0].Args[0]) != "perl" {
			t.Errorf("after %q:\n%s", wrapper, describeAll(events))
		}
		inOrder(t, events, Event{PID: root, Kind: Exec}, Event{PID: root, Kind: Fork}, Event{PID: root, Kind: Reap, Peer: c, Status: 2})
	}
}

// TestNoWrapper checks that a shell that does something itself stays.
func TestNoWrapper(t *testing.T) {
	for _, script := range []string{"(exit 1); echo x; true", "sh -c 'echo a'; exec sh -c 'echo b'"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, r)
		root, events := run(t, Options{Files: [3]*os.File{1: w}}, "sh", "-c", script)
		w.Close()
		inOrder(t, events, Event{PID: root, Kind: Exec}, Event{PID: root, Kind: Fork}, Event{PID: root, Kind: Exit})
	}
}

// TestShellIsProgram checks that a shell stays that does more than start a program and
// wait for it.
func TestShellIsProgram(t *testing.T) {
	bash := need(t, "bash")
	for _, script := range []string{
		"sleep 0.2 & exec sleep 0.1",
		"trap 'exit 9' USR1; bash -c 'kill -USR1 $PPID; exec sleep 0.1' & wait",
		"case $0 in *) /bin/true ;; esac; exit 0",
		"/bin/true & exit 0",
		"/bin/false; exit 0",
	} {
		root, events := run(t, Options{}, bash, "-c", script)
		child(t, root, events)
		if filepath.Base(events[0].Args[0]) != "bash" || find(events, Event{PID: root, Kind: Exit}) < 0 {
			t.Errorf("of %q stays:\n%s", script, describeAll(events))
		}
	}
}

// TestShellOnlyWaits checks what a shell with one command does, apart from its words.
func TestShellOnlyWaits(t *testing.T) {
	shell, program := Event{PID: 1, Kind: Exec, Args: []string{"/bin/sh", "-c", `"$@"`}}, Event{PID: 2, Kind: Exec, Args: []string{"/bin/cat"}}
	fork, reap := Event{PID: 1, Kind: Fork, Peer: 2}, Event{PID: 1, Kind: Reap, Peer: 2, Status: 3}
	ended := []Event{{PID: 2, Kind: Exit, Status: 3}, reap}
	exit := Event{PID: 1, Kind: Exit, Status: 3}
	for name, test := range map[string]struct {
		events []Event
		want   int
	}{
		"only waits":    {append(slices.Clone(ended), exit), 2},
		"killed":        {[]Event{{PID: 2, Kind: Exit, Status: -1, Signal: unix.SIGKILL}, {PID: 1, Kind: Exit, Status: -1, Signal: unix.SIGKILL}}, 2},
		"other status":  {append(slices.Clone(ended), Event{PID: 1, Kind: Exit}), 1},
		"ends first":    {[]Event{{PID: 1, Kind: Exit}, {PID: 2, Kind: Exit, Status: 3}}, 1},
		"handles":       {append([]Event{{PID: 1, Kind: Handle, Signal: unix.SIGUSR1, Args: []string{"handler"}}}, append(slices.Clone(ended), exit)...), 1},
		"is signalled":  {append([]Event{{PID: 2, Kind: Send, Peer: 1, Signal: unix.SIGUSR1}}, append(slices.Clone(ended), exit)...), 1},
		"signals":       {append([]Event{{PID: 1, Kind: Send, Peer: 2, Signal: unix.SIGUSR1}}, append(slices.Clone(ended), exit)...), 1},
		"starts more":   {append(slices.Clone(ended), Event{PID: 1, Kind: Fork, Peer: 3}, Event{PID: 3, Kind: Exit}, exit), 1},
		"reads a pipe":  {append([]Event{{PID: 1, Kind: Read, Descriptor: 3, Channel: "pipe:[1]", Size: 1}}, append(slices.Clone(ended), exit)...), 1},
		"becomes other": {append([]Event{{PID: 1, Kind: Exec, Args: []string{"/bin/sleep"}}}, append(slices.Clone(ended), exit)...), 1},
	} {
		if root, _ := unwrap(1, append([]Event{shell, fork, program}, test.events...)); root != test.want {
			t.Errorf("%s: the program is %d", name, root)
		}
	}
}

// TestCopyFileRange checks that a copy by the kernel from file to file is seen, as by
// cat.
func TestCopyFileRange(t *testing.T) {
	input := file(t, "input", "hello\n")
	output, err := os.Create(filepath.Join(filepath.Dir(input), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	_, events := run(t, Options{Files: [3]*os.File{1: output}}, python(t), "-c",
		"import os, sys; os.copy_file_range(os.open(sys.argv[1], os.O_RDONLY), 1, 6)", input)
	inOrder(t, events, Event{Kind: Write, Call: "copy_file_range", Channel: "file:" + output.Name(), Size: 6})
}

// TestFileBetween checks that a phrase that goes through a file is seen.
func TestFileBetween(t *testing.T) {
	_, events := run(t, Options{Dir: t.TempDir()}, "sh", "-c", "(echo phrase >phrase.txt); read line <phrase.txt")
	inOrder(t, events, Event{Kind: Write, Channel: "file:", Data: []byte("phrase\n")}, Event{Kind: Read, Channel: "file:"})
}
