// Package cli is what the five programs share with their user. The rules are:
//
//   - A program's run returns an error, and Exit turns it into one line on standard error
//     and an exit status. Nothing in the middle of a function ends the program.
//   - Wrong use is found before anything is done.
//   - A message is one write(2), and has no control characters, whatever a file is
//     called.
//   - How a program ends is in ending.go.
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
	usage   string
	prompt  struct {
		sync.Mutex      // held while a prompt or a message is written
		open       bool // the cursor stands behind a prompt
	}
	ending
}

// New returns the program called name. Help prints usage, with the options behind the
// line "Options:".
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

// finish returns the error that ends the program after it has printed what was asked for.
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
	return strings.Replace(p.usage, "Options:\n", "Options:\n"+options.String(), 1)
}

const optionColumn = 29 // where the text of an option begins in the help

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

// OutputError returns the error for a write to standard output that failed with err, nil
// for nil. If the reader of standard output has left, the program ends without a message,
// with the status of SIGPIPE.
func OutputError(err error) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, unix.EPIPE):
		return &Error{Status: 128 + int(unix.SIGPIPE)}
	case errors.Is(err, unix.EFBIG):
		time.Sleep(time.Second / 10) // SIGXFSZ is on its way, and ends this process (setrlimit(2))
	}
	return fmt.Errorf("standard output: %w", Reason(err))
}

// AtTerminal reports whether standard error is a terminal.
func (p *Program) AtTerminal() bool { return term.IsTerminal(unix.Stderr) }

// Prompt writes text to standard error, for a user at a terminal. A message that comes
// before EndPrompt begins on a new line.
func (p *Program) Prompt(text string) {
	p.prompt.Lock()
	defer p.prompt.Unlock()
	pipe.Stderr.Write([]byte(text))
	p.prompt.open = true
}

// EndPrompt ends the line of the prompt, unless the terminal has done so by echoing Enter.
func (p *Program) EndPrompt(echoed bool) {
	p.prompt.Lock()
	defer p.prompt.Unlock()
	if !echoed {
		pipe.Stderr.Write([]byte("\n"))
	}
	p.prompt.open = false
}
