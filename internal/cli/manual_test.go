package cli_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

// TestManualPages compares the manual page of each program with its --help, and runs the
// examples of the page.
func TestManualPages(t *testing.T) {
	t.Parallel()
	built := programtest.Build(t)
	programs, err := filepath.Glob("../../*/main.go")
	behindScripts, scriptsErr := filepath.Glob("../../scripts/observe/*/main.go")
	if err := errors.Join(err, scriptsErr); err != nil || len(programs) == 0 || len(behindScripts) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, program := range append(programs, behindScripts...) {
		folder := filepath.Dir(program)
		name := filepath.Base(folder)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := os.ReadFile(filepath.Join(folder, name+".1"))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(page), "\n")
			help, err := exec.Command(filepath.Join(built, name), "--help").Output()
			if err != nil {
				t.Fatal(err)
			}
			synopsis, options := optionsOf(string(help))
			compareLines(t, lines, ".Op Fl", synopsis)
			compareLines(t, lines, ".It Fl", options)
			if got, want := statusesOf(lines), statusesOfHelp(string(help)); !slices.Equal(got, want) {
				t.Errorf("the page has the exit statuses %v, --help has %v", got, want)
			}
			for _, e := range examplesOf(lines) {
				e.run(t, built)
			}
		})
	}
}

// compareLines compares want with the lines that begin with macro.
func compareLines(t *testing.T, lines []string, macro string, want []string) {
	t.Helper()
	got := slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.HasPrefix(line, macro) })
	if !slices.Equal(got, want) {
		t.Errorf("the page has\n%s\nand by --help should have\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var optionLine = regexp.MustCompile(`(?m)^  (?:-(.), |    )--([\w-]+)(?:=(\w+))? `)

// optionsOf returns the lines of mdoc(7) that the page must have for the options in help:
// those of its synopsis, and those that head the descriptions.
func optionsOf(help string) (synopsis, options []string) {
	var letters []string
	for _, option := range optionLine.FindAllStringSubmatch(help, -1) {
		short, long, argument := option[1], option[2], option[3]
		item := ".It Fl"
		if short != "" {
			item += " " + short + " , Fl"
		}
		item += " -" + long
		switch {
		case argument != "":
			item += " Ns = Ns Ar " + argument
			if short == "" {
				synopsis = append(synopsis, ".Op Fl -"+long+" Ns = Ns Ar "+argument)
			} else {
				synopsis = append(synopsis, ".Op Fl "+short+" Ar "+argument)
			}
		case short != "":
			letters = append(letters, short)
		default:
			synopsis = append(synopsis, ".Op Fl -"+long)
		}
		options = append(options, item)
	}
	slices.SortFunc(letters, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	return append([]string{".Op Fl " + strings.Join(letters, "")}, synopsis...), options
}

var statusNumber = regexp.MustCompile(`\d+(\+n)?`)

// statusesOf returns the exit statuses that the page lists.
func statusesOf(lines []string) (statuses []string) {
	begin := slices.Index(lines, ".Sh EXIT STATUS")
	for _, line := range lines[begin+1:] {
		if strings.HasPrefix(line, ".Sh ") {
			break
		}
		if status, ok := strings.CutPrefix(line, ".It "); ok {
			statuses = append(statuses, status)
		}
	}
	slices.Sort(statuses)
	return statuses
}

// statusesOfHelp returns the numbers in the lines of help that begin with "Exit status".
func statusesOfHelp(help string) (statuses []string) {
	for line := range strings.Lines(help) {
		if strings.HasPrefix(line, "Exit status") {
			statuses = append(statuses, statusNumber.FindAllString(line, -1)...)
		}
	}
	slices.Sort(statuses)
	return statuses
}

// example holds commands to paste into a shell, and the output that the page promises. If
// the page promises none, output is empty.
type example struct{ commands, output string }

// examplesOf returns the examples of a page. The page displays commands with .Bd, and
// each line of output with .Dl.
func examplesOf(lines []string) (examples []example) {
	text := strings.NewReplacer(`\-`, "-", `\(aq`, "'", `\e`, `\`)
	begin := slices.Index(lines, ".Sh EXAMPLES")
	inside := false
	for _, line := range lines[begin+1:] {
		output, isOutput := strings.CutPrefix(line, ".Dl ")
		switch {
		case strings.HasPrefix(line, ".Sh "):
			return examples
		case strings.HasPrefix(line, ".Bd "):
			inside = true
			examples = append(examples, example{})
		case line == ".Ed":
			inside = false
		case inside:
			examples[len(examples)-1].commands += text.Replace(line) + "\n"
		case isOutput:
			examples[len(examples)-1].output += text.Replace(output) + "\n"
		}
	}
	return examples
}

// run runs e in a shell whose PATH begins with programs, in an empty folder.
func (e example) run(t *testing.T, programs string) {
	t.Run("example", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		shell := exec.CommandContext(ctx, "bash", "-euc", e.commands)
		shell.Dir = t.TempDir()
		shell.Env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"))
		shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		shell.WaitDelay = 5 * time.Second // then Wait fails if a process holds the output
		var messages strings.Builder
		shell.Stderr = &messages
		output, err := shell.Output()
		syscall.Kill(-shell.Process.Pid, syscall.SIGKILL)
		if err != nil {
			t.Errorf("%s%v\n%s", e.commands, err, messages.String())
		}
		if e.output != "" && string(output) != e.output {
			t.Errorf("%sprints\n%snot\n%s%s", e.commands, output, e.output, messages.String())
		}
		if left, err := os.ReadDir(shell.Dir); err != nil || len(left) > 0 {
			t.Errorf("%sleaves %v, %v", e.commands, left, err)
		}
	})
}
