//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

// solution is a program of testdata/programs, and what its header says about it.
type solution struct {
	path     string
	exercise []string // the words behind "check:"
	missing  []string // the points that it does not keep
	says     *regexp.Regexp
	env      []string
	timeout  string // of ipctools-check, if not the usual one
}

var header = regexp.MustCompile(`^(?:#|//|--|/\*) *(check|missing|says|env|timeout): *(.*?)(?: *\*/)?$`)

// readSolution reads the header of a program, or returns nil if it has none.
func readSolution(t *testing.T, path string) *solution {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &solution{path: path}
	const headerLines = 6
	for _, line := range strings.SplitN(string(text), "\n", headerLines+1)[:min(headerLines, strings.Count(string(text), "\n"))] {
		field := header.FindStringSubmatch(line)
		if field == nil {
			continue
		}
		switch value := field[2]; field[1] {
		case "check":
			s.exercise = strings.Fields(value)
		case "missing":
			if value != "none" {
				s.missing = strings.Fields(value)
			}
		case "says":
			s.says = regexp.MustCompile(value)
		case "env":
			s.env = strings.Fields(value)
		case "timeout":
			s.timeout = value
		}
	}
	if s.exercise == nil {
		return nil
	}
	slices.Sort(s.missing)
	return s
}

// interpreters run the programs that are not built, by the end of their names.
var interpreters = map[string]string{".py": "python3", ".sh": "bash", ".pl": "perl"}

// command returns the command that runs a program. It builds C and Go into folder.
func (s *solution) command(t *testing.T, folder string) []string {
	built := filepath.Join(folder, filepath.Base(s.path))
	build := map[string][]string{
		".c":  {"gcc", "-O1", "-pthread", "-w", "-o", built, s.path},
		".go": {"go", "build", "-o", built, s.path},
	}[filepath.Ext(s.path)]
	needed := interpreters[filepath.Ext(s.path)]
	if build != nil {
		needed = build[0]
	}
	if _, err := exec.LookPath(needed); err != nil {
		t.Skipf("%s is not installed", needed)
	}
	if needed == "python3" {
		needed = python()
	}
	if build == nil {
		return []string{needed, s.path}
	}
	if _, err := os.Stat(built); err == nil {
		return []string{built}
	}
	if output, err := exec.Command(build[0], build[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return []string{built}
}

// python returns Python itself, without a wrapper such as that of pyenv, which takes
// longer than most of the programs.
var python = sync.OnceValue(func() string {
	path, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return "python3"
	}
	return strings.TrimSpace(string(path))
})

// arguments returns the command line of ipctools-check for a program.
func (s *solution) arguments(t *testing.T, folder string) []string {
	words := []string{s.exercise[0], "--tsv"}
	for _, variable := range s.env {
		if delay, ok := strings.CutPrefix(variable, "DELAY="); ok {
			words = append(words, "--delay", delay)
		}
	}
	if s.timeout != "" {
		words = append(words, "--timeout", s.timeout)
	}
	if s.exercise[0] != "fifo" {
		return append(append(words, "--"), s.command(t, folder)...)
	}
	// fifo writer PROGRAM: this program writes, and PROGRAM reads.
	role, other := s.exercise[1], &solution{path: filepath.Join(filepath.Dir(s.path), s.exercise[2])}
	roles := map[string]string{"writer": "reader", "reader": "writer"}
	return append(words, "--"+role, quoteWords(s.command(t, folder)), "--"+roles[role], quoteWords(other.command(t, folder)))
}

func quoteWords(words []string) string {
	var quoted []string
	for _, word := range words {
		quoted = append(quoted, "'"+word+"'")
	}
	return strings.Join(quoted, " ")
}

// verdict is what ipctools-check says of a program.
type verdict struct {
	status  int
	missing []string
	said    string // about the missing points, and the notes
	text    string
}

// judge runs ipctools-check in a folder of its own.
func (s *solution) judge(t *testing.T, arguments []string) verdict {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, filepath.Join(programtest.Build(t), "ipctools-check"), arguments...)
	check.Dir = t.TempDir()
	check.Env = append(os.Environ(), s.env...)
	var messages strings.Builder
	check.Stderr = &messages
	output, err := check.Output()
	v := verdict{text: string(output) + messages.String()}
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		v.status = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(output)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 5 {
			t.Fatalf("not five fields: %q", line)
		}
		switch state(fields[3]) {
		case missing:
			v.missing = append(v.missing, fields[2])
			v.said += fields[4] + "\n"
		case remark:
			v.said += fields[4] + "\n"
		}
	}
	slices.Sort(v.missing)
	return v
}

// wrong says how a verdict differs from the header of the program, or "".
func (s *solution) wrong(v verdict) string {
	status := 0
	if len(s.missing) > 0 {
		status = 1
	}
	switch {
	case v.status != status:
		return fmt.Sprintf("the status is %d, want %d", v.status, status)
	case !slices.Equal(v.missing, s.missing):
		return fmt.Sprintf("missing: %v, want %v", v.missing, s.missing)
	case s.says != nil && !s.says.MatchString(v.said):
		return fmt.Sprintf("it says %q, which does not match %s", v.said, s.says)
	}
	return ""
}

// few are the programs that are judged unless programtest.Full.
var few = []string{
	"1-fork-target.py", "1-no-wait.pl", "1-parent-prints-queue.py", "1-zombie.c", "2-fork-target.py",
	"2-getppid-of-forkserver.py", "2-signalfd-pidfd.c", "3-fork-target.py", "3-ends-left-open.c", "fifo-writer.py",
	"fifo-starts-its-reader.py",
}

// solutions returns the programs in testdata/programs that have a header, and those of
// the peers of the five programs.
func solutions(t *testing.T) (all []*solution) {
	paths, _ := filepath.Glob("testdata/programs/*")
	peers, _ := filepath.Glob("../../measure/peers/*")
	if len(paths) == 0 || len(peers) == 0 {
		t.Fatal("no programs")
	}
	for _, path := range append(paths, peers...) {
		path, _ = filepath.Abs(path)
		if s := readSolution(t, path); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// ipctools-check reports the fault of each program, and no other.
func TestCorpus(t *testing.T) {
	t.Parallel()
	needStrace(t)
	folder := t.TempDir()
	programtest.Build(t)
	limit := make(chan bool, 6) // most of them wait
	for _, s := range solutions(t) {
		name := filepath.Base(s.path)
		if !programtest.Full() && !slices.Contains(few, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit <- true
			defer func() { <-limit }()
			v := s.judge(t, s.arguments(t, folder))
			if wrong := s.wrong(v); wrong != "" {
				t.Errorf("%s\n%s", wrong, v.text)
			}
		})
	}
}

// busy are the programs whose verdict must not depend on how busy the machine is.
var busy = []string{
	"1-no-wait-os-fork.py", "1-zombie.c", "2-getppid-of-forkserver.py", "2-note-spins.c", "3-parent-reverses.py",
}

// The verdicts stay the same while all processors are busy.
func TestBusy(t *testing.T) {
	needStrace(t)
	if !programtest.Full() {
		t.Skip("takes long")
	}
	folder := t.TempDir()
	for range runtime.NumCPU() {
		spinner := exec.Command("sh", "-c", "while :; do :; done")
		if err := spinner.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() {
			spinner.Process.Kill()
			spinner.Wait()
		}()
	}
	var group sync.WaitGroup
	for _, name := range busy {
		path, _ := filepath.Abs("testdata/programs/" + name)
		s := readSolution(t, path)
		arguments := s.arguments(t, folder)
		group.Go(func() {
			for range 20 {
				if v := s.judge(t, arguments); s.wrong(v) != "" {
					t.Errorf("%s: %s\n%s", name, s.wrong(v), v.text)
				}
			}
		})
	}
	group.Wait()
}

func needStrace(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	if output, err := exec.Command("strace", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("strace can't trace here: %s", output)
	}
}
