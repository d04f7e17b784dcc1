// Package cli is what the five programs share with their user: options, help,
// errors, exit statuses, and the narration of -v.
package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// The exit statuses of the five programs, beside 0 and 128+n (ended by signal n).
const (
	Failed    = 1
	WrongUse  = 2
	TimedOut  = 124
	CannotRun = 126
	NotFound  = 127
)

// Error is an error that decides the exit status of the program.
type Error struct {
	Status int
	Err    error // nil where there is nothing to say, or somebody has said it
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("status %d", e.Status)
	}
	return e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an error that ends the program with status.
func Errorf(status int, format string, arguments ...any) error {
	return &Error{status, fmt.Errorf(format, arguments...)}
}

// Program is the running program, as its user sees it.
type Program struct {
	*pflag.FlagSet
	Name    string
	usage   string
	verbose bool

	watching sync.Once   // see watch
	end      sync.Mutex  // held for good by whoever ends the program
	ending   atomic.Bool // it is held for that
	cleaned  atomic.Bool // nothing is left to clean up
	mutex    sync.Mutex  // guards cleanups
	cleanups []func()
}

// New returns the program called name. Its usage is the beginning of the help
// text, up to the options; what follows an empty line after "Options:" comes
// after them.
func New(name, usage string) *Program {
	p := &Program{
		FlagSet: pflag.NewFlagSet(name, pflag.ContinueOnError),
		Name:    name,
		usage:   usage,
	}
	p.SortFlags = false
	if term.IsTerminal(unix.Stdin) {
		p.stopInBackground() // before it is read
	}
	go p.watch()
	return p
}

// ParseOptions parses the command line and returns its operands. It ends the
// program after --help and --version, and after wrong use.
func (p *Program) ParseOptions() []string {
	p.BoolVarP(&p.verbose, "verbose", "v", false, "tell each event on standard error")
	help := p.BoolP("help", "h", false, "show this help and exit")
	version := p.BoolP("version", "V", false, "show the version and exit")

	err := p.Parse(os.Args[1:])
	switch {
	case err != nil:
		p.Exit(Errorf(WrongUse, "%w", optionError(err)))
	case *help:
		p.Exit(p.Print(p.help()))
	case *version:
		p.Exit(p.Print(p.version()))
	}
	return p.Args()
}

// ParseFIFO parses the command line of a program whose one operand is FIFO.
func (p *Program) ParseFIFO() string {
	operands := p.ParseOptions()
	switch len(operands) {
	case 1:
		return operands[0]
	case 0:
		p.Exit(Errorf(WrongUse, "FIFO is missing"))
	}
	p.Exit(Errorf(WrongUse, "extra operand %s", Quote(operands[1])))
	return ""
}

// help puts the options where the usage text has the line "Options:".
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
	_, err := Stdout.Write([]byte(text))
	return OutputError(err)
}

// AtTerminal tells whether somebody sees standard error as it is written.
func (p *Program) AtTerminal() bool { return term.IsTerminal(unix.Stderr) }

// Prompt writes text to standard error, for somebody at a terminal.
func (p *Program) Prompt(text string) { Stderr.Write([]byte(text)) }

// OutputError returns the error for a write to standard output that failed with
// err, nil if err is nil. If its reader has left, the program ends as by SIGPIPE,
// without a word.
func OutputError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, unix.EPIPE) {
		return &Error{Status: 128 + int(unix.SIGPIPE)}
	}
	return fmt.Errorf("standard output: %w", Reason(err))
}

// Reason strips what the os package puts before the cause of an error: the name
// of a Go function and a path, which our messages have already.
func Reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}

// Quote returns text as it is where a reader can see it, else as a Go string.
func Quote(text string) string {
	if quoted := strconv.Quote(text); strings.TrimSpace(text) != text || text == "" || quoted != `"`+text+`"` {
		return quoted
	}
	return text
}

// Verbose tells whether -v was given.
func (p *Program) Verbose() bool { return p.verbose }

// Narrate tells an event on standard error if -v was given. A program that is ending
// does not wait for somebody to read that.
func (p *Program) Narrate(format string, arguments ...any) {
	if p.verbose && (!p.ending.Load() || Stderr.takes(time.Second/10)) {
		p.say(fmt.Sprintf("%s[%d]: ", p.Name, os.Getpid()), format, arguments...)
	}
}

// Warn tells an error that does not end the program.
func (p *Program) Warn(err error) {
	p.say(p.Name+": ", "%v", err)
}

// say writes one line with one write, so that the lines of several processes do
// not mix (PIPE_BUF in pipe(7)), and nothing in it that would move a terminal's
// cursor. There is nobody left to tell if that fails.
func (p *Program) say(prefix, format string, arguments ...any) {
	Stderr.Write([]byte(prefix + printable(fmt.Sprintf(format, arguments...)) + "\n"))
}

// printable escapes what is not UTF-8 or not printable.
func printable(text string) string {
	var safe strings.Builder
	for _, char := range strings.ToValidUTF8(text, "\uFFFD") {
		if strconv.IsPrint(char) {
			safe.WriteRune(char)
		} else {
			quoted := strconv.QuoteRune(char)
			safe.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return safe.String()
}

// AtExit has cleanup run when the program ends, by Exit or by an ending signal,
// as the shell's trap ... EXIT does.
func (p *Program) AtExit(cleanup func()) {
	p.watch()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.cleanups = append(p.cleanups, cleanup)
}

// Undisturbed runs step, during which no signal ends the program: what step makes,
// and has removed AtExit, is never left behind between the two.
func (p *Program) Undisturbed(step func()) {
	p.watch()
	p.end.Lock()
	defer p.end.Unlock()
	step()
}

// cleanUp is called once, with end held.
func (p *Program) cleanUp() {
	p.ending.Store(true)
	defer p.cleaned.Store(true)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, cleanup := range slices.Backward(p.cleanups) {
		cleanup()
	}
}

// Exit cleans up, tells err if there is one, and ends the program with the
// status that err asks for.
func (p *Program) Exit(err error) {
	p.end.Lock()
	p.cleanUp()
	os.Exit(p.tell(err))
}

// tell says what err has to say and returns its exit status.
func (p *Program) tell(err error) int {
	if err == nil {
		return 0
	}
	status := Failed
	var decided *Error
	if errors.As(err, &decided) {
		status = decided.Status
		if decided.Err == nil {
			return status
		}
	}
	p.Warn(err)
	if status == WrongUse {
		p.say("", "Try '%s --help' for more information.", p.Name)
	}
	return status
}
