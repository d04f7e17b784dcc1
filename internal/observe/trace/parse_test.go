package trace

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var update = flag.Bool("update", false, "write the events of the recorded traces anew")

// describe returns the fields of e that are set, as the recorded events have them.
func describe(e Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %d %s", e.Time.Round(time.Microsecond), e.PID, e.Kind)
	if e.Call != "" {
		fmt.Fprintf(&b, " %s", e.Call)
	}
	if e.Signal != 0 {
		fmt.Fprintf(&b, " %s", unix.SignalName(e.Signal))
	}
	switch e.Kind {
	case Exit, Reap:
		fmt.Fprintf(&b, " status %d", e.Status)
	case Pipe, Pair, Open, Close, Read, Write:
		fmt.Fprintf(&b, " at %d", e.Descriptor)
	case Wait:
		if e.Channel != "" {
			fmt.Fprintf(&b, " at %d", e.Descriptor)
		}
	}
	if e.Peer != 0 || e.Kind == Send {
		fmt.Fprintf(&b, " peer %d", e.Peer)
	}
	if e.Channel != "" {
		fmt.Fprintf(&b, " %s", e.Channel)
	}
	if e.Kind == Read || e.Kind == Write {
		fmt.Fprintf(&b, " %q size %d", e.Data, e.Size)
	}
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %q", e.Args)
	}
	if e.Err != "" {
		fmt.Fprintf(&b, " %s", e.Err)
	}
	return b.String()
}

// parseAll parses a report. Of all files, only those whose name ends in "fifo" are FIFOs.
func parseAll(t *testing.T, report string) (events []Event) {
	p := newParser("/work", func(e Event) { events = append(events, e) })
	p.isFIFO = func(path string) bool { return strings.HasSuffix(path, "fifo") }
	if err := p.parse(strings.NewReader(report)); err != nil {
		t.Fatal(err)
	}
	return events
}

func describeAll(events []Event) string {
	var lines strings.Builder
	for _, e := range events {
		lines.WriteString(describe(e) + "\n")
	}
	return lines.String()
}

// TestRecorded compares the events of each recorded trace with those beside it, and what
// Clean leaves of them.
func TestRecorded(t *testing.T) {
	reports, _ := filepath.Glob("testdata/*.strace")
	if len(reports) == 0 {
		t.Fatal("no recorded traces")
	}
	for _, name := range reports {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".strace"), func(t *testing.T) {
			report, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			events := parseAll(t, string(report))
			root, cleaned := Clean(events[0].PID, events)
			got := describeAll(events) + fmt.Sprintf("\ncleaned, root %d\n", root) + describeAll(cleaned)
			file := strings.TrimSuffix(name, ".strace") + ".events"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestLive checks that an event is emitted as soon as its line is there.
func TestLive(t *testing.T) {
	r, w := io.Pipe()
	events := make(chan Event, 9)
	go Parse(r, func(e Event) { events <- e })
	io.WriteString(w, "7 1.000000 execve(\"/bin/x\", [\"x\"], 0x1 /* 2 vars */) = 0\n")
	if e := <-events; e.Kind != Exec || e.PID != 7 {
		t.Errorf("got %v", e)
	}
	io.WriteString(w, "7 1.500000 +++ exited with 3 +++\n")
	if e := <-events; e.Kind != Exit || e.Status != 3 || e.Time != time.Second/2 {
		t.Errorf("got %v", e)
	}
	w.Close()
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`a\n\t\"\\b`: "a\n\t\"\\b", `\0\1\377x\0012`: "\x00\x01\xffx\x012", `\x41\x7fz`: "A\x7fz", `\`: `\`, `\x`: "", `\18`: "\x018",
	} {
		if got := string(unescape(text)); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestDescriptor checks the names that have brackets, arrows and quotes of their own.
func TestDescriptor(t *testing.T) {
	for text, want := range map[string]string{
		`3</tmp/a, b) (c>`:                     `/tmp/a, b) (c`,
		`3</tmp/a->`:                           `/tmp/a-`,
		`3</dev/null<char 1:3>>`:               `/dev/null<char 1:3>`,
		`3<UNIX-STREAM:[1->2,@"x>,"]>`:         `UNIX-STREAM:[1->2,@"x>,"]`,
		`3<TCPv6:[[::1]:80->[::1]:90]>`:        `TCPv6:[[::1]:80->[::1]:90]`,
		`3</tmp/\74x\76>(deleted)`:             `/tmp/\74x\76`,
		`3`:                                    ``,
		`3</tmp/broken`:                        ``,
		`3<pipe:[12]>, "> 4<pipe:[13]>", 4096`: `pipe:[12]`,
	} {
		if fd, name := descriptor(text); fd != 3 || name != want {
			t.Errorf("descriptor(%q) = %d, %q, want %q", text, fd, name, want)
		}
		if _, end := splitArgs("f("+text+")", 2, ')'); want != "" && end != len(text)+2 {
			t.Errorf("the arguments of f(%s) end at %d", text, end)
		}
	}
}

func TestSignalNames(t *testing.T) {
	for name, want := range map[string]int{"SIGKILL": 9, "SIGRT_2": 34, "SIGRTMIN": 32, "RT_1": 33, "35": 35, "0": 0, "SIGABRT (core dumped)": int(unix.SIGABRT)} {
		if got := signal(name); int(got) != want {
			t.Errorf("signal(%q) = %d, want %d", name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	reports, _ := filepath.Glob("testdata/*.strace")
	for _, name := range reports {
		report, _ := os.ReadFile(name)
		f.Add(string(report))
	}
	f.Fuzz(func(t *testing.T, report string) {
		events := parseAll(t, report)
		for i, e := range events {
			if e.PID <= 0 || len(e.Data) > DataLimit || e.Kind == "" {
				t.Errorf("event %d is %v", i, e)
			}
		}
		if len(events) > 0 {
			Clean(events[0].PID, events)
		}
	})
}
