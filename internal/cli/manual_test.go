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

// TestManualPages holds the manual page of each program together with its --help, and
// runs its examples.
func TestManualPages(t *testing.T) {
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
			for _, e := range examplesOf(lines) {
				e.run(t, built)
			}
		})
	}
}

// compareLines compares those of lines that begin with macro with want.
func compareLines(t *testing.T, lines []string, macro string, want []string) {
	t.Helper()
	got := slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.HasPrefix(line, macro) })
	if !slices.Equal(got, want) {
		t.Errorf("the page has\n%s\nand by --help should have\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var optionLine = regexp.MustCompile(`(?m)^  (?:-(.), |    )--([\w-]+)(?:=(\w+))? `)

// optionsOf returns the lines, in mdoc(7), that the options of a --help have in the
// synopsis and in the description of the page.
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

// example is what somebody would paste into a shell, and what that prints: nothing
// where the page does not tell.
type example struct{ commands, output string }

// examplesOf returns the examples of a page. Commands are displayed by .Bd, each line
// of output by .Dl.
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

// run pastes e into a shell whose PATH begins with programs, in a folder of its own.
func (e example) run(t *testing.T, programs string) {
	t.Run("example", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		shell := exec.CommandContext(ctx, "bash", "-euc", e.commands)
		shell.Dir = t.TempDir()
		shell.Env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"))
		shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		shell.WaitDelay = 5 * time.Second // what it leaves behind by then is an error
		var said strings.Builder
		shell.Stderr = &said
		output, err := shell.Output()
		syscall.Kill(-shell.Process.Pid, syscall.SIGKILL)
		if err != nil {
			t.Errorf("%s%v\n%s", e.commands, err, said.String())
		}
		if e.output != "" && string(output) != e.output {
			t.Errorf("%sprints\n%snot\n%s%s", e.commands, output, e.output, said.String())
		}
		if left, err := os.ReadDir(shell.Dir); err != nil || len(left) > 0 {
			t.Errorf("%sleaves %v, %v", e.commands, left, err)
		}
	})
}
