package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ipctools/internal/pipe"
)

// The exit statuses of the five programs, besides 0 and 128+n (ended by signal n). --help
// and the manual pages list them.
const (
	ExitFailure   = 1
	ExitUsage     = 2
	ExitTimeout   = 124
	ExitCannotRun = 126
	ExitNotFound  = 127
)

// Error carries the exit status with which it ends the program.
type Error struct {
	Status int
	Err    error // nil if there is no message to print, or it has been printed
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

// Reason strips the name of a Go function and the path from an error of the os package,
// because our messages already name the file.
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

// Quote returns text unchanged if it is printable, not empty, and has no space at either
// end. Otherwise it returns text as a Go string in quotes.
func Quote(text string) string {
	if quoted := strconv.Quote(text); strings.TrimSpace(text) != text || text == "" || quoted != `"`+text+`"` {
		return quoted
	}
	return text
}

// ShellWord returns the name of a file as one word of a command line, if needed in
// quotes.
func ShellWord(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name // not an option
	}
	isSpecial := func(char rune) bool {
		return !unicode.IsLetter(char) && !unicode.IsDigit(char) && !strings.ContainsRune("%+,-./:=@_", char)
	}
	switch {
	case printable(name) != name: // bash and zsh understand Go's escapes between $' and '
		quoted := strconv.Quote(name)
		return "$'" + strings.ReplaceAll(quoted[1:len(quoted)-1], "'", `\'`) + "'"
	case name == "" || strings.ContainsFunc(name, isSpecial):
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

// Narrate reports an event on standard error if -v was given. Like Warn, it drops the
// event if the program is ending and nobody reads standard error.
func (p *Program) Narrate(format string, arguments ...any) {
	if p.Verbose && p.maySay() {
		p.say(fmt.Sprintf("%s[%d]: ", p.Name, os.Getpid()), format, arguments...)
	}
}

// Warn reports an error that does not end the program.
func (p *Program) Warn(err error) {
	if p.maySay() {
		p.sayError(err)
	}
}

func (p *Program) maySay() bool {
	return !p.isEnding() || pipe.Stderr.WritableWithin(time.Second/10)
}

func (p *Program) sayError(err error) { p.say(p.Name+": ", "%v", err) }

// say writes one line with one write, so that the lines of several processes do not mix
// (PIPE_BUF in pipe(7)). If the write fails, there is nowhere to report that.
func (p *Program) say(prefix, format string, arguments ...any) {
	line := prefix + printable(fmt.Sprintf(format, arguments...)) + "\n"
	p.prompt.Lock()
	defer p.prompt.Unlock()
	if p.prompt.open {
		line = "\n" + line
		p.prompt.open = false
	}
	pipe.Stderr.Write([]byte(line))
}

// printable escapes every character that is not printable, and bytes that are not UTF-8.
func printable(text string) string { return escape(text, strconv.IsPrint) }

// Visible escapes control characters except tabs, characters that set the direction of
// writing, and bytes that are not UTF-8. Unlike printable, it keeps all spaces, and the
// joiners of emoji and of Indic letters.
func Visible(text string) string {
	return escape(text, func(char rune) bool {
		return char == '\t' || !unicode.In(char, unicode.Cc, unicode.Bidi_Control)
	})
}

// escape replaces each character that is not plain, and each byte that is not UTF-8, by
// its escape in a Go string.
func escape(text string, plain func(rune) bool) string {
	var safe strings.Builder
	for len(text) > 0 {
		char, size := utf8.DecodeRuneInString(text)
		shown := text[:size]
		if char == utf8.RuneError && size == 1 || !plain(char) {
			quoted := strconv.Quote(shown)
			shown = quoted[1 : len(quoted)-1]
		}
		safe.WriteString(shown)
		text = text[size:]
	}
	return safe.String()
}

// report prints the message of the error that ends the program, and returns its status.
func (p *Program) report(err error) (status int) {
	if err == nil {
		return 0
	}
	status = ExitFailure
	var decided *Error
	if errors.As(err, &decided) {
		status = decided.Status
		if decided.Err == nil {
			return status
		}
	}
	p.sayError(err)
	if status == ExitUsage {
		p.say("", "Try '%s --help' for more information.", p.Name)
	}
	return status
}
