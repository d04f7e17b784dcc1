// Package cli is the side of the five programs that their user sees: options, help,
// messages, narration and exit statuses. The rules are:
//
//   - A program's run returns an error. Exit turns the error into one line on standard
//     error and an exit status; after wrong use, a second line names --help. Another
//     goroutine calls Exit only when a time limit is up or the FIFO is removed.
//   - A program checks its command line before it does anything else.
//   - A message is one write(2). It has no control characters, not even in the name of a
//     file.
//   - The rules by which a program ends are in ending.go.
package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/pipe"
)

// Program is the running program, as its user sees it.
type Program struct {
	*pflag.FlagSet
	Name    string
	Verbose bool // -v, --verbose

	// LimitsCommand means that --timeout ends a command, and not this program.
	LimitsCommand bool

	usage  string
	prompt struct {
		sync.Mutex      // held while a prompt or a message is written
		open       bool // a prompt is on the current line
	}
	ending
}

// New returns the program called name. Its --help prints usage, and inserts the options
// and the notes after the line "Options:".
func New(name, usage string) *Program {
	p := &Program{
		FlagSet: pflag.NewFlagSet(name, pflag.ContinueOnError),
		Name:    name,
		usage:   usage,
	}
	p.SortFlags = false
	if !p.kernel.leave(endings...) {
		p.catch()
	}
	return p
}

// Operands parses the command line and returns its operands. After --help and --version
// it returns an Error with status 0.
func (p *Program) Operands() ([]string, error) {
	var help, version bool
	p.BoolVarP(&p.Verbose, "verbose", "v", false, "report each event on standard error")
	p.BoolVarP(&help, "help", "h", false, "show this help and exit")
	p.BoolVarP(&version, "version", "V", false, "show the version and exit")

	p.SetNormalizeFunc(fullName)
	err := p.Parse(os.Args[1:])
	switch {
	case err != nil:
		return nil, Errorf(ExitUsage, "%w", p.optionError(err))
	case help:
		return nil, p.finish(p.Print(p.help()))
	case version:
		return nil, p.finish(p.Print(p.version()))
	}
	return p.Args(), nil
}

// finish returns the error that ends the program after it has printed its help or its
// version. Printing has returned err.
func (p *Program) finish(err error) error {
	if err != nil {
		return err
	}
	return &Error{Status: 0}
}

func (p *Program) help() string {
	var options strings.Builder
	p.VisitAll(func(option *pflag.Flag) {
		value, text := pflag.UnquoteUsage(option)
		name := "--" + option.Name
		if value != "" {
			name += "=" + value
		}
		short := "    "
		if option.Shorthand != "" {
			short = "-" + option.Shorthand + ", "
		}
		text = strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", optionColumn))
		fmt.Fprintf(&options, "  %s%-*s %s\n", short, optionColumn-7, name, text)
	})
	return strings.Replace(p.usage, "Options:\n", "Options:\n"+options.String()+"\n"+p.notes(), 1)
}

const optionColumn = 29 // where the text of an option begins in the help

// argumentNotes explain the arguments of options, by the type of their value.
var argumentNotes = map[string]string{
	"SIGNAL":   "A SIGNAL is a name or a number: USR1, SIGUSR1, usr1, RTMIN+1, 10.\n",
	"DURATION": "A DURATION is a number of seconds, or has units: 5, 0.5, 100ms, 5s, 2m, 1h, 1d.\n",
}

// notes returns the lines of the help that hold for several programs: those that explain
// the arguments of options, and the one that lists the exit statuses.
func (p *Program) notes() (lines string) {
	p.VisitAll(func(option *pflag.Flag) {
		if note := argumentNotes[option.Value.Type()]; !strings.Contains(lines, note) {
			lines += note
		}
	})
	timeout := ""
	if p.Lookup("timeout") != nil && !p.LimitsCommand {
		timeout = "124 timed out, "
	}
	return lines + "Exit status: 0 done, 1 failed, 2 wrong use, " + timeout + "128+n after signal n.\n"
}

func (p *Program) version() string {
	version, commit, goVersion := "(unknown)", "unknown", "unknown Go"
	if build, ok := debug.ReadBuildInfo(); ok {
		version, goVersion = build.Main.Version, build.GoVersion
		for _, setting := range build.Settings {
			if setting.Key == "vcs.revision" {
				commit = setting.Value
			}
		}
	}
	return fmt.Sprintf("%s (ipctools) %s, commit %s, %s\n", p.Name, version, commit, goVersion)
}

// Print writes text to standard output.
func (p *Program) Print(text string) error {
	_, err := pipe.Stdout.Write([]byte(text))
	return OutputError(err)
}

// OutputError returns the error that ends the program after a write to standard output
// has failed with err, or nil if err is nil. If the reader of standard output has left,
// the program ends without a message, with the status of SIGPIPE.
func OutputError(err error) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, unix.EPIPE):
		return &Error{Status: 128 + int(unix.SIGPIPE)}
	case errors.Is(err, unix.EFBIG):
		time.Sleep(time.Second / 10) // until SIGXFSZ ends this process (setrlimit(2))
	}
	return fmt.Errorf("standard output: %w", Reason(err))
}

// AtTerminal reports whether standard error is a terminal.
func (p *Program) AtTerminal() bool { return term.IsTerminal(unix.Stderr) }

// Prompt writes text to standard error, for a user at a terminal. Until EndPrompt, a
// message begins on a new line.
func (p *Program) Prompt(text string) {
	p.prompt.Lock()
	defer p.prompt.Unlock()
	pipe.Stderr.Write([]byte(text))
	p.prompt.open = true
}

// EndPrompt ends the line of the prompt, unless the terminal has echoed an Enter.
func (p *Program) EndPrompt(echoed bool) {
	p.prompt.Lock()
	defer p.prompt.Unlock()
	if !echoed {
		pipe.Stderr.Write([]byte("\n"))
	}
	p.prompt.open = false
}
