package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"
)

// ErrNotAnOption is the error that Operands returns for a negative number, such as -5.
var ErrNotAnOption = errors.New("not an option")

// errNoArgument is the error of an option that takes no argument, but was given one.
var errNoArgument = errors.New("takes no argument")

// optionError returns an error of pflag in the words of getopt_long(3).
func (p *Program) optionError(err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		return p.unknownOption(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames())
	case errors.As(err, &missing):
		return fmt.Errorf("option '--%s' needs an argument", missing.GetFlag().Name)
	case errors.Is(err, errNoArgument) && errors.As(err, &invalid):
		return fmt.Errorf("option '--%s' doesn't allow an argument", invalid.GetFlag().Name)
	case errors.As(err, &invalid):
		return fmt.Errorf("--%s: %s: %w", invalid.GetFlag().Name, Quote(invalid.GetValue()), invalid.Unwrap())
	case errors.As(err, &syntax):
		return fmt.Errorf("unrecognized option '%s'", syntax.GetSpecifiedFlag())
	}
	return err
}

// unknownOption returns the error for the long option name, or for the first of letters.
func (p *Program) unknownOption(name, letters string) error {
	switch possible := namesFrom(p.FlagSet, name); {
	case letters != "" && strings.Trim(letters, "0123456789") == "":
		return fmt.Errorf("-%s: %w", letters, ErrNotAnOption)
	case letters != "":
		char, _ := utf8.DecodeRuneInString(letters) // name is only its first byte
		return fmt.Errorf("invalid option -- '%c'", char)
	case len(possible) > 1:
		return fmt.Errorf("option '--%s' is ambiguous; possibilities: '--%s'",
			name, strings.Join(possible, "' '--"))
	}
	return fmt.Errorf("unrecognized option '--%s'", name)
}

// fullName returns the long option that name abbreviates. If there is none, or more than
// one, it returns name.
func fullName(options *pflag.FlagSet, name string) pflag.NormalizedName {
	if possible := namesFrom(options, name); len(possible) == 1 {
		name = possible[0]
	}
	return pflag.NormalizedName(name)
}

// namesFrom returns the long options that name may stand for: the option of exactly that
// name, or else all options that begin with name (getopt_long(3)).
func namesFrom(options *pflag.FlagSet, name string) (possible []string) {
	isExact := false
	options.VisitAll(func(option *pflag.Flag) {
		isExact = isExact || option.Name == name
		if strings.HasPrefix(option.Name, name) {
			possible = append(possible, option.Name)
		}
	})
	if isExact {
		return []string{name}
	}
	return possible
}

// BoolVarP defines an option that takes no argument.
func (p *Program) BoolVarP(field *bool, name, shorthand string, value bool, usage string) {
	*field = value
	p.VarPF((*switchValue)(field), name, shorthand, usage).NoOptDefVal = noArgument
}

// noArgument is the value that pflag passes to an option that was given no argument. No
// argument on a command line equals it, because none contains a NUL (execve(2)).
const noArgument = "\x00"

type switchValue bool

func (s *switchValue) String() string { return strconv.FormatBool(bool(*s)) }
func (s *switchValue) Type() string   { return "bool" } // the help then shows no argument

func (s *switchValue) Set(text string) error {
	if text != noArgument {
		return errNoArgument
	}
	*s = true
	return nil
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

// CountVarP defines an option that takes a whole number; see ParseCount.
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

// ErrTooLarge is the error that ParseCount returns for a number of too many bits.
var ErrTooLarge = errors.New("too large")

// ParseCount reads a whole number in decimal that fits into the given number of bits. It
// may begin with a plus sign and with zeros.
func ParseCount(text string, bits int) (uint64, error) {
	digits, isNegative := strings.CutPrefix(text, "-")
	if !isNegative {
		digits = strings.TrimPrefix(text, "+")
	}
	value, err := strconv.ParseUint(digits, 10, bits)
	switch isTooLarge := errors.Is(err, strconv.ErrRange); {
	case err != nil && !isTooLarge:
		return 0, errors.New("not a whole number")
	case isNegative:
		return 0, errors.New("must not be negative")
	case isTooLarge:
		return 0, ErrTooLarge
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

// ParseDuration reads a duration such as 5, 0.5, 5s, 2m, 1m30s or 1d12h. A number without
// a unit is in seconds. Less than a nanosecond counts as one, because 0 means no limit.
func ParseDuration(text string) (time.Duration, error) {
	text = strings.TrimPrefix(text, "+")
	number, rest, hasDays := strings.Cut(text, "d")
	units := text
	switch isNumber := strings.Trim(number, "0123456789.") == ""; {
	case isNumber && hasDays: // time.ParseDuration knows no days, but adds up hours
		units = strings.Repeat(number+"h", 24) + rest
	case isNumber:
		units = number + "s"
	}
	value, err := time.ParseDuration(units)
	switch {
	case err != nil || strings.ContainsAny(text, "+-"):
		return 0, errors.New("not a duration such as 5, 0.5s, 1m30s or 1d, of up to 292 years")
	case value == 0 && strings.ContainsAny(text, "123456789"):
		return 1, nil
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

// ParseSignal reads a signal: a name such as USR1, SIGUSR1, usr1 or RTMIN+1, or a number.
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
	case "SIGCLD":
		return unix.SIGCHLD, nil
	case "SIGIOT":
		return unix.SIGABRT, nil
	case "SIGPOLL":
		return unix.SIGIO, nil
	}
	for s := syscall.Signal(rtMin); s <= rtMax; s++ {
		if fromMin, fromMax := realTimeNames(s); name == fromMin || name == fromMax {
			return s, nil
		}
	}
	return 0, errors.New("not a signal; kill -l lists them")
}

// SignalName returns the name of s that kill -l of bash lists, such as SIGUSR1,
// SIGRTMIN+1 or SIGRTMAX-2. For a signal without a name it returns "signal 32".
func SignalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	switch fromMin, fromMax := realTimeNames(s); {
	case s < rtMin || s > rtMax:
		return fmt.Sprintf("signal %d", int(s))
	case s <= rtMin+15:
		return fromMin
	default:
		return fromMax
	}
}

// realTimeNames returns both names of a real-time signal.
func realTimeNames(s syscall.Signal) (fromMin, fromMax string) {
	return withOffset("SIGRTMIN", int(s-rtMin)), withOffset("SIGRTMAX", int(s-rtMax))
}

func withOffset(name string, offset int) string {
	if offset == 0 {
		return name
	}
	return fmt.Sprintf("%s%+d", name, offset)
}

// Delimiter returns the byte that ends each record: newline, or NUL with --zero.
func Delimiter(zero bool) byte {
	if zero {
		return 0
	}
	return '\n'
}
