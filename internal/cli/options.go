package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"
)

// optionError returns the error that pflag found in the words of getopt_long(3).
func optionError(err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		letters := unknown.GetSpecifiedShortnames()
		switch {
		case letters == "":
			return fmt.Errorf("unrecognized option '--%s'", unknown.GetSpecifiedName())
		case strings.Trim(letters, "0123456789") == "":
			return fmt.Errorf("-%s: no option, and no number here may be negative", letters)
		}
		return fmt.Errorf("invalid option -- '%s' in -%s", unknown.GetSpecifiedName(), letters)
	case errors.As(err, &missing):
		return fmt.Errorf("option '--%s' needs an argument", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		return fmt.Errorf("--%s: %s: %w", invalid.GetFlag().Name, Quote(invalid.GetValue()), invalid.Unwrap())
	case errors.As(err, &syntax):
		return fmt.Errorf("unrecognized option '%s'", syntax.GetSpecifiedFlag())
	}
	return err
}

// DurationVarP defines an option that takes a duration; see ParseDuration.
func (p *Program) DurationVarP(field *time.Duration, name, shorthand string, value time.Duration, usage string) {
	*field = value
	p.VarP((*durationValue)(field), name, shorthand, usage)
}

// SignalVarP defines an option that takes a signal; see ParseSignal.
func (p *Program) SignalVarP(field *syscall.Signal, name, shorthand string, value syscall.Signal, usage string) {
	*field = value
	p.VarP((*signalValue)(field), name, shorthand, usage)
}

// SignalsVarP defines an option that takes a signal and may be repeated.
func (p *Program) SignalsVarP(field *[]syscall.Signal, name, shorthand, usage string) {
	p.VarP((*signalsValue)(field), name, shorthand, usage)
}

// ModeVarP defines an option that takes permissions, in octal as in chmod(1).
func (p *Program) ModeVarP(field *fs.FileMode, name, shorthand string, value fs.FileMode, usage string) {
	*field = value
	p.VarP((*modeValue)(field), name, shorthand, usage)
}

// CountVarP defines an option that takes a whole number in decimal, which may begin with
// zeros.
func (p *Program) CountVarP(field *uint64, name, shorthand string, value uint64, usage string) {
	*field = value
	p.VarP((*countValue)(field), name, shorthand, usage)
}

type countValue uint64

func (n *countValue) String() string { return strconv.FormatUint(uint64(*n), 10) }
func (n *countValue) Type() string   { return "N" }

func (n *countValue) Set(text string) error {
	value, err := ParseCount(text, 64)
	*n = countValue(value)
	return err
}

// ErrTooLarge is the error of ParseCount for a number that has more bits.
var ErrTooLarge = errors.New("too large")

// ParseCount reads a whole number in decimal, of at most so many bits.
func ParseCount(text string, bits int) (uint64, error) {
	value, err := strconv.ParseUint(text, 10, bits)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, ErrTooLarge
	case err != nil:
		return 0, errors.New("not a whole number")
	}
	return value, nil
}

type modeValue fs.FileMode

func (m *modeValue) String() string { return fmt.Sprintf("%04o", uint32(*m)) }
func (m *modeValue) Type() string   { return "MODE" }

func (m *modeValue) Set(text string) error {
	value, err := strconv.ParseUint(text, 8, 32)
	if err != nil || value > 0o777 {
		return errors.New("not permissions in octal, such as 0600")
	}
	*m = modeValue(value)
	return nil
}

type durationValue time.Duration

func (d *durationValue) String() string { return time.Duration(*d).String() }
func (d *durationValue) Type() string   { return "DURATION" }

func (d *durationValue) Set(text string) error {
	value, err := ParseDuration(text)
	*d = durationValue(value)
	return err
}

// ParseDuration reads 5, 0.5, 5s, 2m, 1m30s; a bare number is seconds.
func ParseDuration(text string) (time.Duration, error) {
	if strings.Trim(text, "0123456789.") == "" {
		text += "s"
	}
	value, err := time.ParseDuration(text)
	if err != nil || value < 0 {
		return 0, errors.New("not a duration such as 5, 0.5s or 1m30s, of up to 292 years")
	}
	return value, nil
}

type signalValue syscall.Signal

func (s *signalValue) String() string { return SignalName(syscall.Signal(*s)) }
func (s *signalValue) Type() string   { return "SIGNAL" }

func (s *signalValue) Set(text string) error {
	value, err := ParseSignal(text)
	*s = signalValue(value)
	return err
}

type signalsValue []syscall.Signal

func (s *signalsValue) String() string { return fmt.Sprint([]syscall.Signal(*s)) }
func (s *signalsValue) Type() string   { return "SIGNAL" }

func (s *signalsValue) Set(text string) error {
	value, err := ParseSignal(text)
	*s = append(*s, value)
	return err
}

// lastSignal is SIGRTMAX on Linux and the BSDs, and the last signal that Go knows.
const lastSignal = 64

// ParseSignal reads USR1, SIGUSR1, usr1 or a number.
func ParseSignal(text string) (syscall.Signal, error) {
	if number, err := strconv.ParseUint(text, 10, 8); err == nil && number > 0 && number <= lastSignal {
		return syscall.Signal(number), nil
	}
	name := strings.ToUpper(text)
	if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	if value := unix.SignalNum(name); value != 0 {
		return value, nil
	}
	switch name { // other names that kill(1) and zsh accept
	case "SIGIOT":
		return unix.SIGABRT, nil
	case "SIGPOLL":
		return unix.SIGIO, nil
	}
	return 0, errors.New("not a signal")
}

// SignalName returns "SIGUSR1" for SIGUSR1, and "signal 34" for a signal without a name.
func SignalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return fmt.Sprintf("signal %d", int(s))
}

// Delimiter returns what records end in: newline, or NUL with --zero.
func Delimiter(zero bool) byte {
	if zero {
		return 0
	}
	return '\n'
}
