package diagram

import (
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"ipctools/internal/observe/trace"
)

// Events of process 1, a script, and of its children 2 and 3.
var (
	begin    = trace.Event{PID: 1, Kind: trace.Exec, Args: []string{"/usr/bin/python3.14", "-u", "/tmp/main.py", "5"}}
	starts2  = trace.Event{PID: 1, Kind: trace.Fork, Peer: 2}
	starts3  = trace.Event{PID: 1, Kind: trace.Fork, Peer: 3}
	madePipe = trace.Event{PID: 1, Kind: trace.Pipe, Channel: "pipe:[7]"}
	madePair = trace.Event{PID: 1, Kind: trace.Pair, Channel: "socket:[8->9]"}
)

func write(pid int, channel, data string) trace.Event {
	return trace.Event{PID: pid, Kind: trace.Write, Descriptor: 4, Channel: channel, Data: []byte(data), Size: len(data)}
}

func read(pid int, channel, data string) trace.Event {
	return trace.Event{PID: pid, Kind: trace.Read, Descriptor: 3, Channel: channel, Data: []byte(data), Size: len(data)}
}

func failed(pid int, channel, data, err string) trace.Event {
	e := write(pid, channel, data)
	e.Size, e.Err = 0, err
	return e
}

// at changes the descriptor of a read or a write.
func at(descriptor int, e trace.Event) trace.Event {
	e.Descriptor = descriptor
	return e
}

func repeat(times int, events ...trace.Event) (all []trace.Event) {
	for range times {
		all = append(all, events...)
	}
	return all
}

var traces = []struct {
	name   string
	events []trace.Event
	want   string // the steps for Mermaid, without their indentation
}{
	{"a read that is reported before its write", []trace.Event{
		begin, madePipe, starts2, read(2, "pipe:[7]", "hi\n"), at(1, write(2, "terminal:/dev/pts/0", "HI\n")), write(1, "pipe:[7]", "hi\n"),
	}, `main_py->>child: start
main_py->>child: "hi\n", 3 bytes
Note over child: prints "HI\n", 3 bytes`},
	{"a terminal, where what is read was not written by a process", []trace.Event{
		begin, at(0, read(1, "terminal:/dev/pts/0", "typed\n")), at(1, write(1, "terminal:/dev/pts/0", "printed\n")),
	}, `Note over main_py: reads "typed\n", 6 bytes
Note over main_py: prints "printed\n", 8 bytes`},
	{"a FIFO, into which a stranger has written, too", []trace.Event{
		begin, starts2, read(1, "fifo:/tmp/p", "strange\n"), {PID: 2, Kind: trace.Open, Channel: "fifo:/tmp/p", Args: []string{"O_WRONLY"}}, write(2, "fifo:/tmp/p", "known\n"), read(1, "fifo:/tmp/p", "known\n"),
	}, `main_py->>child: start
FIFO_p-->>main_py: "strange\n", 8 bytes
child->>FIFO_p: open to write
child->>FIFO_p: "known\n", 6 bytes
FIFO_p-->>main_py: "known\n", 6 bytes`},
	{"a message that was written before its reader began", []trace.Event{
		begin, madePipe, write(1, "pipe:[7]", "hi\n"), starts2, read(2, "pipe:[7]", "hi\n"),
	}, `main_py->>child: start
main_py->>child: "hi\n", 3 bytes`},
	{"pieces of a message", []trace.Event{
		begin, madePipe, starts2, write(1, "pipe:[7]", "he"), write(1, "pipe:[7]", "llo"), read(2, "pipe:[7]", "h"), read(2, "pipe:[7]", "ello"),
		write(1, "pipe:[7]", "a"), read(2, "pipe:[7]", "a"), write(1, "pipe:[7]", "b"), read(2, "pipe:[7]", "b"),
		at(1, write(2, "terminal:/dev/pts/0", "ab\n")), write(1, "pipe:[7]", "one"), read(2, "pipe:[7]", "one"), write(1, "pipe:[7]", "two"), read(2, "pipe:[7]", "two"),
	}, `main_py->>child: start
main_py->>child: "hello", 5 bytes
main_py->>child: "ab", 2 bytes
Note over child: prints "ab\n", 3 bytes
main_py->>child: "one", 3 bytes
main_py->>child: "two", 3 bytes`},
	{"a message behind its length", []trace.Event{
		begin, madePair, starts2, write(1, "socket:[8->9]", "\x00\x00\x00\x05"), write(1, "socket:[8->9]", "hello"),
		read(2, "socket:[9->8]", "\x00\x00\x00\x05"), read(2, "socket:[9->8]", "hello"), write(2, "socket:[9->8]", "\x00\x00\x00\x02ok"), read(1, "socket:[8->9]", "\x00\x00\x00\x02ok"),
	}, `main_py->>child: start
main_py->>child: "hello", 9 bytes
child->>main_py: "ok", 6 bytes`},
	{"bytes that nobody reads", []trace.Event{
		begin, madePipe, starts2, write(1, "pipe:[7]", "taken, lost"), read(2, "pipe:[7]", "taken"),
	}, `main_py->>child: start
main_py->>child: "taken, lost", 11 bytes, of which nobody reads 6 bytes`},
	{"a pipe with three users", []trace.Event{
		begin, madePipe, starts2, starts3, write(2, "pipe:[7]", "two\n"), write(3, "pipe:[7]", "three\n"), read(1, "pipe:[7]", "two\nthree\n"), read(1, "pipe:[7]", ""), read(1, "pipe:[7]", ""),
	}, `main_py->>child_1: start
main_py->>child_2: start
child_1->>pipe: "two\n", 4 bytes
child_2->>pipe: "three\n", 6 bytes
pipe-->>main_py: "two\nthree\n", 10 bytes
pipe-->>main_py: end of input`},
	{"a child that writes into the pipe from which it reads", []trace.Event{
		begin, madePipe, starts2, write(1, "pipe:[7]", "from 1\n"), write(2, "pipe:[7]", "from 2\n"), read(2, "pipe:[7]", "from 1\nfrom 2\n"),
	}, `main_py->>child: start
main_py->>pipe: "from 1\n", 7 bytes
child->>pipe: "from 2\n", 7 bytes
pipe-->>child: "from 1\nfrom 2\n", 14 bytes`},
	{"a process that reads what it has written", []trace.Event{
		begin, madePipe, write(1, "pipe:[7]", "mine"), read(1, "pipe:[7]", "mine"),
	}, `Note over main_py: writes "mine", 4 bytes, to itself`},
	{"a file by which a child answers", []trace.Event{
		begin, starts2, write(2, "file:/tmp/answer", "5"), read(1, "file:/tmp/answer", "5"), at(1, write(1, "file:/tmp/out", "5\n")),
	}, `main_py->>child: start
child->>file_answer: "5", 1 byte
file_answer-->>main_py: "5", 1 byte
Note over main_py: prints "5\n", 2 bytes`},
	{"10,000 messages", append([]trace.Event{begin, madePipe, starts2}, repeat(10_000, write(1, "pipe:[7]", "x\n"), read(2, "pipe:[7]", "x\n"))...),
		`main_py->>child: start
main_py->>child: "x\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\n…", 20000 bytes in 10000 parts`},
	{"100 rounds", append([]trace.Event{begin, madePair, starts2}, repeat(100,
		write(1, "socket:[8->9]", "ab"), read(2, "socket:[9->8]", "ab"), write(2, "socket:[9->8]", "ba"), read(1, "socket:[8->9]", "ba"))...),
		`main_py->>child: start
main_py->>child: "ab", 2 bytes
child->>main_py: "ba", 2 bytes
main_py->>child: "ab", 2 bytes
child->>main_py: "ba", 2 bytes
Note over main_py: … 97 times more …
main_py->>child: "ab", 2 bytes
child->>main_py: "ba", 2 bytes`},
	{"signals", []trace.Event{
		begin, starts2,
		{PID: 2, Kind: trace.Send, Peer: 1, Signal: syscall.SIGUSR1}, {PID: 1, Kind: trace.Deliver, Peer: 2, Signal: syscall.SIGUSR1},
		{PID: 1, Kind: trace.Deliver, Signal: syscall.SIGINT}, {PID: 1, Kind: trace.Deliver, Peer: 99, Signal: syscall.SIGTERM},
		{PID: 1, Kind: trace.Send, Peer: -5, Signal: syscall.SIGUSR2}, {PID: 2, Kind: trace.Deliver, Peer: 1, Signal: syscall.SIGUSR2},
		{PID: 1, Kind: trace.Send, Peer: 2, Signal: syscall.SIGKILL},
		{PID: 2, Kind: trace.Exit, Status: -1, Signal: syscall.SIGKILL}, {PID: 1, Kind: trace.Deliver, Peer: 2, Signal: syscall.SIGCHLD},
		{PID: 1, Kind: trace.Reap, Peer: 2, Status: -1, Signal: syscall.SIGKILL}, {PID: 1, Kind: trace.Exit, Status: 4},
	}, `main_py->>child: start
child->>main_py: SIGUSR1
Note over main_py: gets SIGINT
Note over main_py: gets SIGTERM from 99, which is not traced
Note over main_py: SIGUSR2 to process group 5
main_py-->>child: SIGUSR2
main_py->>child: SIGKILL
child-->>main_py: ended by SIGKILL
Note over main_py: exit 4`},
	{"no wait", []trace.Event{begin, starts2, {PID: 1, Kind: trace.Exit}, {PID: 2, Kind: trace.Exit, Status: 1}},
		`main_py->>child: start
Note over main_py: exit 0
Note over child: exit 1`},
	{"control characters", []trace.Event{begin, starts2, {PID: 2, Kind: trace.Exec, Args: []string{"/tmp/a\x1b[31m;#"}}},
		`main_py->>a_x1b_31m__: start`},
	{"writes that fail", []trace.Event{
		begin, madePipe, starts2, read(2, "pipe:[7]", "hi\n"), failed(1, "pipe:[7]", "hi\n", "EAGAIN"), write(1, "pipe:[7]", "hi\n"),
		{PID: 2, Kind: trace.Exit}, failed(1, "pipe:[7]", "more\n", "EPIPE"),
	}, `main_py->>child: start
main_py->>child: "hi\n", 3 bytes
Note over child: exit 0
Note over main_py: write fails: EPIPE`},
	{"the fork server of Python 3.14", []trace.Event{begin, starts2, {PID: 2, Kind: trace.Exec,
		Args: []string{"/usr/bin/python3", "-c", "import sys; from multiprocessing.forkserver import main; main(3, 5)", "main.py"}}},
		`main_py->>fork_server: start`},
	{"nothing", []trace.Event{begin}, `Note over main_py: start`},
}

func TestFromTrace(t *testing.T) {
	for _, c := range traces {
		t.Run(c.name, func(t *testing.T) {
			var steps []string
			for line := range strings.Lines(FromTrace(1, c.events).Mermaid()) {
				if line = strings.TrimSpace(line); !strings.HasPrefix(line, "participant ") && line != "sequenceDiagram" {
					steps = append(steps, line)
				}
			}
			if got := strings.Join(steps, "\n"); got != c.want {
				t.Errorf("draws\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Two processes that answer each other in no regular order are summed up.
func TestIrregularRounds(t *testing.T) {
	events := []trace.Event{begin, madePair, starts2}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		events = append(events, repeat(1+random.IntN(3), write(1, "socket:[8->9]", "ab"), read(2, "socket:[9->8]", "ab"))...)
		events = append(events, repeat(1+random.IntN(2), write(2, "socket:[9->8]", "b"), read(1, "socket:[8->9]", "b"))...)
	}
	text := FromTrace(1, events).Mermaid()
	if lines := strings.Count(text, "\n"); lines > 30 || !strings.Contains(text, " parts\n") {
		t.Errorf("has %d lines:\n%s", lines, text)
	}
}

// Ten columns fit into 80 characters, and a wide character takes two of them.
func TestWidth(t *testing.T) {
	events := []trace.Event{begin, madePipe, starts2, write(1, "pipe:[7]", "日本語"), read(2, "pipe:[7]", "日本語")}
	want := `main.py 1           child 2
│ start             │
├──────────────────►│
│ "日本語", 9 bytes │
├──────────────────►│
`
	if got := FromTrace(1, events).Text(); got != want {
		t.Errorf("draws\n%s\nwant\n%s", got, want)
	}
	for pid := 3; pid <= 10; pid++ {
		events = append(events, trace.Event{PID: 1, Kind: trace.Fork, Peer: pid})
	}
	for line := range strings.Lines(FromTrace(1, events).Text()) {
		if columns := width(cells(strings.TrimSuffix(line, "\n"))); columns > 80 {
			t.Errorf("%d columns: %s", columns, line)
		}
	}
}

// What Python has pickled, by protocol 4, except the last, which was cut off.
var descriptions = []struct{ data, want string }{
	{"\x00\x00\x00\x15\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00\x8c\x06h\xc3\xa9llo\x94.", `"héllo", 25 bytes`},
	{"\x80\x04\x95\x0f\x00\x00\x00\x00\x00\x00\x00\x8c\x06from 1\x94K\x01\x86\x94.", `"from 1", 1, 25 bytes`},
	{"\x80\x04]\x94(J\xff\xff\xff\xffM\x00\x01NG@\x09\x1e\xb8\x51\xeb\x85\x1f\x8a\x01\xfe\x88C\x02abe.", `-1, 256, None, 3.14, -2, True, "a…, 33 bytes`},
	{"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00\x8c\x06h\xc3", `"h\xc3", 15 bytes`},
	{"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00\xfe\x8c", `13 bytes`},
	{"hello\n", `"hello\n", 6 bytes`},
	{"\x1b[31mred", `"\x1b[31mred", 8 bytes`},
	{"\xff\x01\x02text\x03", `… "text" …, 8 bytes`},
	{"\x00\x00\x00\x00", `4 bytes`},
	{"é", `"é", 2 bytes`},
	{"", `0 bytes`},
}

func TestDescribe(t *testing.T) {
	for _, c := range descriptions {
		if got := describe([]byte(c.data), len(c.data)); got != c.want {
			t.Errorf("%q is described as %s, want %s", c.data, got, c.want)
		}
	}
	if got, want := describe([]byte("abc\xc3"), 5000), `"abc…", 5000 bytes`; got != want {
		t.Errorf("a message that is cut off is described as %s, want %s", got, want)
	}
}

func FuzzDescribe(f *testing.F) {
	for _, c := range descriptions {
		f.Add([]byte(c.data), len(c.data))
	}
	f.Fuzz(func(t *testing.T, data []byte, more int) {
		text := describe(data, len(data)+max(0, more%5000))
		if strings.ContainsFunc(text, func(char rune) bool { return char < ' ' || char == 0x7f }) {
			t.Errorf("%q", text)
		}
	})
}
