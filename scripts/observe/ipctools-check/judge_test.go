package main

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/observe/trace"
)

// The sequence may have any form, but is neither longer nor shorter.
func TestHasSequence(t *testing.T) {
	pids := []int{4710, 4711}
	for text, want := range map[string]bool{
		"0\n1\n1\n2\n3\n5\n":                            true,
		"[0, 1, 1, 2, 3, 5]\n":                          true,
		"The first 6 numbers: 0 1 1 2 3 5\n":            true,
		"0 1 1 2 3 5\nIt took 8 ms.\n":                  true,
		"up to 5: 0, 1, 1, 2, 3, 5. Done after 8 ms.\n": false, // could be one too many
		"fib(0) = 0\nfib(1) = 1\nfib(2) = 1\nfib(3) = 2\nfib(4) = 3\nfib(5) = 5\n": true,
		"0:0 1:1 2:1 3:2 4:3 5:5\n":                                    true,
		"4711: 0\n4711: 1\n4711: 1\n4711: 2\n4711: 3\n4711: 5\n":       true,
		"0 (4711)\n1 (4711)\n1 (4711)\n2 (4711)\n3 (4711)\n5 (4711)\n": true,
		"0-1-1-2-3-5\n":                  true,
		"0, 1, -1, 2, -3, 5\n":           false,
		"0\n1\n1\n2\n3\n5\n8\n":          false,
		"0\n1\n1\n2\n3\n":                false,
		"1\n1\n2\n3\n5\n":                false,
		"0.0\n1.0\n1.0\n2.0\n3.0\n5.0\n": false,
		"":                               false,
	} {
		if got := hasSequence(text, pids); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// In a container, a PID may be a number of the sequence.
func TestSmallPIDs(t *testing.T) {
	pids := []int{1, 5, 8}
	for text, want := range map[string]bool{
		"0\n1\n1\n2\n3\n5\n":                                           true,
		"0 1 1 2 3 5\nPID 8 of parent 5 ends\n":                        true,
		"0\n1\nchild 5, parent 1\n1\n2\n3\n5\n":                        true,
		"0\n1\nmy PID is 5, getppid() = 1\n1\n2\n3\n5\n":               true,
		"[5] 0\n[5] 1\n[5] 1\n[5] 2\n[5] 3\n[5] 5\n":                   true,
		"Child 0\nChild 1\nChild 1\nChild 2\nChild 3\nChild 5\n":       true,
		"child: 0\nchild: 1\nchild: 1\nchild: 2\nchild: 3\nchild: 5\n": true,
		"0 1 1 2 3\nchild 5 ends\n":                                    false,
		"0 1 parent 1 2 3 5\n":                                         false,
		"0 1 1 2 3 5 8\n":                                              false,
	} {
		if got := hasSequence(text, pids); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if numbers := numbersIn("parent 1, child PID 5\n", pids); len(numbers) > 0 {
		t.Errorf("PIDs are numbers: %v", numbers)
	}
}

func TestPIDsIn(t *testing.T) {
	for line, want := range map[string][]printedPID{
		"I am the child, my PID is 4711\n":     {{4711, "I am the child, my PID is "}},
		"child 4711 of parent 4710\n":          {{4711, "child "}, {4710, " of parent "}},
		"pid=4711 ppid=1\n":                    {{4711, "pid="}, {1, " ppid="}},
		"fib(3) = 2\n":                         nil,
		"rapid 12\n":                           nil,
		"parent: waiting for 3 more seconds\n": nil,
	} {
		if got := pidsIn(line, []int{4710, 4711}); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

func TestSplitWords(t *testing.T) {
	for command, want := range map[string][]string{
		"python3 writer.py":     {"python3", "writer.py"},
		"  a\tb\n":              {"a", "b"},
		`sh -c 'echo "a b" >p'`: {"sh", "-c", `echo "a b" >p`},
		`"a b"c \d '' "\""`:     {"a bc", "d", "", `"`},
		`'\'`:                   {`\`},
		"":                      nil,
	} {
		if got, err := splitWords(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", command, got, err, want)
		}
	}
	for _, command := range []string{`'`, `a "b`, `a\`} {
		if got, err := splitWords(command); err == nil {
			t.Errorf("%s: %q, want an error", command, got)
		}
	}
}

// The judges work on events alone. The child signals its parent, and is killed.
func TestJudgeSignals(t *testing.T) {
	const parent, child = 100, 101
	second := time.Second
	r := &trial{root: parent, starter: 1, events: []trace.Event{
		{Kind: trace.Exec, PID: parent, Args: []string{"/bin/mine"}},
		{Kind: trace.Handle, PID: parent, Signal: unix.SIGUSR1, Args: []string{"handler"}},
		{Kind: trace.Fork, PID: parent, Peer: child},
		{Kind: trace.Send, PID: child, Peer: parent, Signal: unix.SIGUSR1, Time: 5 * second},
		{Kind: trace.Deliver, PID: parent, Peer: child, Signal: unix.SIGUSR1, Time: 5 * second},
		{Kind: trace.Send, PID: parent, Peer: child, Signal: unix.SIGKILL, Time: 6 * second},
		{Kind: trace.Exit, PID: child, Status: -1, Signal: unix.SIGKILL, Time: 6 * second},
		{Kind: trace.Reap, PID: parent, Peer: child, Time: 6 * second},
		{Kind: trace.Exit, PID: parent, Time: 6 * second},
	}}
	if found := judgeSignals(r, 5*second); !found.complete() {
		t.Errorf("%+v", found.points)
	}
	for id, damage := range map[string]func(events []trace.Event){
		"signal": func(events []trace.Event) { events[3].Peer = 1 },
		"caught": func(events []trace.Event) { events[1].Args = []string{"ignore"} },
		"kill":   func(events []trace.Event) { events[5].Time = 4 * second },
		"reaped": func(events []trace.Event) { events[7].PID, events[7].Peer = 1, 1 },
	} {
		broken := *r
		broken.events = slices.Clone(r.events)
		damage(broken.events)
		found := judgeSignals(&broken, 5*second)
		for _, p := range found.points {
			if (p.state == missing) != (p.id == id) {
				t.Errorf("%s: %s is %s: %s", id, p.id, p.state, p.detail)
			}
		}
	}
}

// A child that ends just before it is killed does not handle or ignore SIGKILL.
func TestWhySurvived(t *testing.T) {
	const parent, child = 100, 101
	for _, c := range []struct {
		signal syscall.Signal
		action string
		ends   time.Duration
		want   string
	}{
		{unix.SIGKILL, "handler", 10, "101 was already ending (exit status 0) when SIGKILL came: it must stay until it is killed"},
		{unix.SIGTERM, "default", 10, "101 was already ending (exit status 0) when SIGTERM came: it must stay until it is killed"},
		{unix.SIGTERM, "handler", 10, "101 handles or ignores SIGTERM, and ends otherwise (exit status 0)"},
		{unix.SIGTERM, "default", 900, "101 handles or ignores SIGTERM, and ends otherwise (exit status 0)"},
	} {
		kill := trace.Event{Kind: trace.Send, PID: parent, Peer: child, Signal: c.signal, Time: time.Second}
		r := &trial{root: parent, events: []trace.Event{
			{Kind: trace.Fork, PID: parent, Peer: child},
			{Kind: trace.Handle, PID: child, Signal: unix.SIGTERM, Args: []string{c.action}},
			kill,
			{Kind: trace.Exit, PID: child, Time: time.Second + c.ends*time.Millisecond},
		}}
		if got := r.whySurvived(kill); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.signal, c.action, got, c.want)
		}
	}
}

// A program without a child process may print a PID as that of its child.
func TestWrongPID(t *testing.T) {
	const parent, child = 100, 101
	printed := printedPID{parent, "child "}
	for _, c := range []struct {
		events []trace.Event
		want   string
	}{
		{nil, `100 prints "child 100", but it has no child process: which process asks for it?`},
		{[]trace.Event{{Kind: trace.Fork, PID: parent, Peer: child}}, `100 prints "child 100", but its child is 101: which process asks for it?`},
	} {
		r := &trial{root: parent, starter: 1, events: c.events}
		if got := r.wrongPID(parent, printed); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A reader may print more than the bytes that it has read, but not less.
func TestAppears(t *testing.T) {
	const got = "Hello, Kitty!\nNoël\n"
	for printed, want := range map[string]bool{
		got:                                  true,
		"Hello, Kitty!\n\nNoël\n\n":          true,
		"Received: Hello, Ki\nand: tty!Noël": true,
		`b'Hello, Kitty!\nNo\xc3\xabl\n'`:    true,
		"":                                   false,
		"Hello, Kitty!\n":                    false,
		"Hello, Kitty!\nNo\n":                false,
		"Noël\nHello, Kitty!\n":              false,
		"20 bytes\n":                         false,
	} {
		if appears(got, printed) != want {
			t.Errorf("%q: want %v", printed, want)
		}
	}
}

// A child has its parent's end open if it does not close it, but only the one that the
// parent has forked has it under the same number.
func TestEndsOpen(t *testing.T) {
	const parent, server, child = 100, 101, 102
	events := func(creator, closes int) []trace.Event {
		return []trace.Event{
			{Kind: trace.Pair, PID: parent, Descriptor: 3, Peer: 4, Channel: "socket:[1->2]"},
			{Kind: trace.Fork, PID: parent, Peer: server},
			{Kind: trace.Fork, PID: creator, Peer: child, Time: 1},
			{Kind: trace.Close, PID: child, Descriptor: closes, Channel: "socket:[1->2]", Time: 2},
			{Kind: trace.Write, PID: parent, Descriptor: 3, Channel: "socket:[1->2]", Time: 2},
		}
	}
	for _, c := range []struct {
		creator, closes int
		want            bool
	}{{parent, 3, false}, {parent, 4, true}, {server, 15, false}} {
		r := &trial{root: parent, events: events(c.creator, c.closes)}
		if note := r.endsOpen([]int{child}); (note != "") != c.want {
			t.Errorf("child of %d, which closes %d: %q", c.creator, c.closes, note)
		}
	}
}

// If both processes read from and write into one pipe, that is said, however it ends.
func TestOnePipe(t *testing.T) {
	const parent, child = 100, 101
	const there, back = "pipe:[1]", "pipe:[2]"
	for channel, want := range map[string]bool{there: true, back: false} {
		r := &trial{root: parent, events: []trace.Event{
			{Kind: trace.Pipe, PID: parent, Descriptor: 3, Peer: 4, Channel: there},
			{Kind: trace.Pipe, PID: parent, Descriptor: 5, Peer: 6, Channel: back},
			{Kind: trace.Fork, PID: parent, Peer: child},
			{Kind: trace.Write, PID: parent, Channel: there, Size: 1},
			{Kind: trace.Read, PID: child, Channel: there, Size: 1},
			{Kind: trace.Write, PID: child, Channel: channel, Size: 1},
			{Kind: trace.Wait, Call: "read", PID: parent, Channel: channel},
		}}
		found := new(findings)
		if r.noteOnePipe(found); (len(found.points) > 0) != want {
			t.Errorf("answers in %s: %+v", channel, found.points)
		}
	}
}

// The line of a traceback that names the error is the last in Python, and the first in
// Go.
func TestErrorLine(t *testing.T) {
	for text, want := range map[string]string{
		"hi\nTraceback (most recent call last):\n  File \"a.py\", line 1\nEOFError\n":       "EOFError",
		"hi\nfatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:\n": "fatal error: all goroutines are asleep - deadlock!",
	} {
		if got := errorLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
