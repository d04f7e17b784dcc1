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

// optionError says in the words of getopt_long(3) what pflag found.
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

// DurationP defines an option that takes a duration; see ParseDuration.
func (p *Program) DurationP(name, shorthand string, value time.Duration, usage string) *time.Duration {
	p.VarP((*duration)(&value), name, shorthand, usage)
	return &value
}

// SignalP defines an option that takes a signal; see ParseSignal.
func (p *Program) SignalP(name, shorthand string, value syscall.Signal, usage string) *syscall.Signal {
	p.VarP((*signalNumber)(&value), name, shorthand, usage)
	return &value
}

// SignalsP defines an option that takes a signal and may be given several times.
func (p *Program) SignalsP(name, shorthand, usage string) *[]syscall.Signal {
	var values signals
	p.VarP(&values, name, shorthand, usage)
	return (*[]syscall.Signal)(&values)
}

// ModeP defines an option that takes permissions, in octal as in chmod(1).
func (p *Program) ModeP(name, shorthand string, value fs.FileMode, usage string) *fs.FileMode {
	p.VarP((*mode)(&value), name, shorthand, usage)
	return &value
}

// CountP defines an option that takes a number in decimal, whatever zeros it
// begins with.
func (p *Program) CountP(name, shorthand string, value uint64, usage string) *uint64 {
	p.VarP((*number)(&value), name, shorthand, usage)
	return &value
}

type number uint64

func (n *number) String() string { return strconv.FormatUint(uint64(*n), 10) }
func (n *number) Type() string   { return "N" }

func (n *number) Set(text string) error {
	value, err := strconv.ParseUint(text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return errors.New("too large")
	case err != nil:
		return errors.New("not a whole number")
	}
	*n = number(value)
	return nil
}

type mode fs.FileMode

func (m *mode) String() string { return fmt.Sprintf("%04o", uint32(*m)) }
func (m *mode) Type() string   { return "MODE" }

func (m *mode) Set(text string) error {
	value, err := strconv.ParseUint(text, 8, 32)
	if err != nil || value > 0o777 {
		return errors.New("not permissions in octal, such as 0600")
	}
	*m = mode(value)
	return nil
}

type duration time.Duration

func (d *duration) String() string { return time.Duration(*d).String() }
func (d *duration) Type() string   { return "DURATION" }

func (d *duration) Set(text string) error {
	value, err := ParseDuration(text)
	*d = duration(value)
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

type signalNumber syscall.Signal

func (s *signalNumber) String() string { return SignalName(syscall.Signal(*s)) }
func (s *signalNumber) Type() string   { return "SIGNAL" }

func (s *signalNumber) Set(text string) error {
	value, err := ParseSignal(text)
	*s = signalNumber(value)
	return err
}

type signals []syscall.Signal

func (s *signals) String() string { return fmt.Sprint([]syscall.Signal(*s)) }
func (s *signals) Type() string   { return "SIGNAL" }

func (s *signals) Set(text string) error {
	value, err := ParseSignal(text)
	*s = append(*s, value)
	return err
}

// lastSignal is SIGRTMAX on Linux and the BSDs; signal 64 is the last one that
// Go can be told of, too.
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
	switch name { // other names, which kill(1) and zsh know
	case "SIGIOT":
		return unix.SIGABRT, nil
	case "SIGPOLL":
		return unix.SIGIO, nil
	}
	return 0, errors.New("not a signal")
}

// SignalName returns SIGUSR1 for SIGUSR1, and "signal 34" for one without a name.
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
