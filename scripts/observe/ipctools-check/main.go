// Command ipctools-check runs a solution of one of the session's exercises under strace(1),
// and says which points of the exercise it keeps. scripts/check.sh builds and runs it.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe/trace"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

const usage = `Usage: NAME EXERCISE [OPTION]... -- COMMAND [ARG]...
   or: NAME fifo [OPTION]... --writer=COMMAND --reader=COMMAND

Run COMMAND, in any language, under strace(1), and check what its processes do
to each other. It prints one line per point of the EXERCISE:
  1     a child process prints fib(0) to fib(N), and its parent waits for it
  2     a child signals its parent, and the parent kills it
  3     parent and child talk through pipes, at a terminal
  fifo  a writer and a reader that are unrelated use a named pipe

Options:
Exit status 126: COMMAND can't be run; 127: COMMAND is not found.

It appends the argument of exercise 1, and the path of the FIFO. It is no
sandbox: run programs that you do not trust as another user.

Examples:
  NAME 1 -- python3 mine.py
  NAME 2 --delay 1 -- ./exchange
  NAME fifo --writer 'python3 writer.py' --reader 'python3 reader.py'
  for program in */ex1.py; do NAME 1 --tsv -- python3 $program; done
`

// ExitUnobserved is the exit status if COMMAND can't be observed.
const ExitUnobserved = 3

// settings are the options and the operands.
type settings struct {
	program        *cli.Program
	exercise       string
	delay, timeout time.Duration
	stop           string
	writer, reader string
	fifo           string
	tsv, draw      bool
	command        []string
	writerWords    []string
	readerWords    []string
}

func main() {
	if isLauncher() {
		fmt.Fprintln(os.Stderr, launch())
		os.Exit(cli.ExitCannotRun)
	}
	// The script calls it by another name, as does the package.
	name := cli.Visible(filepath.Base(os.Args[0]))
	program := cli.New(name, strings.ReplaceAll(usage, "NAME", name))
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	set := settings{program: program}
	program.DurationVarP(&set.delay, "delay", "d", 5*time.Second, "of exercise 2: the signal comes after `DURATION` (5)")
	program.DurationVarP(&set.timeout, "timeout", "t", 10*time.Second, "end each run after `DURATION` (10)")
	program.StringVarP(&set.stop, "stop", "s", "end", "of exercise 3: `PHRASE` ends the conversation (end)")
	program.StringVarP(&set.writer, "writer", "w", "", "of fifo: `COMMAND` writes")
	program.StringVarP(&set.reader, "reader", "r", "", "of fifo: `COMMAND` reads")
	program.StringVarP(&set.fifo, "fifo", "f", "", "both commands use the FIFO `NAME`, and get no path")
	program.BoolVarP(&set.tsv, "tsv", "", false, "print tab-separated values, one line per point")
	program.BoolVarP(&set.draw, "draw", "", false, "add a sequence diagram of the first run")
	operands, err := program.Operands()
	if err != nil {
		return err
	}
	if err := set.read(operands); err != nil {
		return err
	}
	program.AtExit(endRuns)
	program.Intercept(unix.SIGUSR1, unix.SIGUSR2) // for COMMAND may send them to its parent
	found, err := exercises[set.exercise](&set)
	if err != nil {
		return unobserved(err)
	}
	if err := program.Print(set.report(found)); err != nil {
		return err
	}
	if !found.complete() {
		return &cli.Error{Status: cli.ExitFailure}
	}
	return nil
}

// exercises runs the commands of each exercise and judges them.
var exercises = map[string]func(*settings) (*findings, error){
	"1": checkChild, "2": checkSignals, "3": checkConversation, "fifo": checkFIFO,
}

// read reads the operands, and checks that the options fit the exercise.
func (set *settings) read(operands []string) error {
	dash := set.program.ArgsLenAtDash()
	if dash < 0 {
		dash = len(operands)
	}
	set.command = operands[dash:]
	switch operands = operands[:dash]; {
	case len(operands) == 0:
		return cli.Errorf(cli.ExitUsage, "EXERCISE is missing: 1, 2, 3 or fifo")
	case exercises[operands[0]] == nil:
		return cli.Errorf(cli.ExitUsage, "%s: no such exercise: 1, 2, 3 or fifo", cli.Quote(operands[0]))
	case len(operands) > 1:
		return cli.Errorf(cli.ExitUsage, "extra operand %s: COMMAND is behind --", cli.Quote(operands[1]))
	}
	set.exercise = operands[0]
	for name, exercise := range map[string]string{
		"delay": "2", "stop": "3", "writer": "fifo", "reader": "fifo", "fifo": "fifo",
	} {
		if set.program.Changed(name) && set.exercise != exercise {
			return cli.Errorf(cli.ExitUsage, "--%s is for exercise %s", name, exercise)
		}
	}
	if strings.ContainsAny(set.stop, "\n\r\x03\x04\x15\x16\x1a\x1c\x7f") || set.stop == "" {
		return cli.Errorf(cli.ExitUsage, "--stop: %s: not a phrase to type", cli.Quote(set.stop))
	}
	if set.exercise != "fifo" {
		if len(set.command) == 0 {
			return cli.Errorf(cli.ExitUsage, "COMMAND is missing, behind --")
		}
		return canRun(set.command)
	}
	if len(set.command) > 0 {
		return cli.Errorf(cli.ExitUsage, "exercise fifo has --writer and --reader, not COMMAND: %s", cli.Quote(set.command[0]))
	}
	var err error
	if set.writerWords, err = set.words("writer", set.writer); err != nil {
		return err
	}
	set.readerWords, err = set.words("reader", set.reader)
	return err
}

// words splits the COMMAND of an option.
func (set *settings) words(option, command string) ([]string, error) {
	words, err := splitWords(command)
	switch {
	case err != nil:
		return nil, cli.Errorf(cli.ExitUsage, "--%s: %w", option, err)
	case len(words) == 0:
		return nil, cli.Errorf(cli.ExitUsage, "--%s is missing: the COMMAND that is the %s", option, option)
	}
	return words, canRun(words)
}

// canRun returns an error with the status of env(1) if a command can't be run.
func canRun(command []string) error {
	if _, err := worker.Find(command[0]); err != nil {
		return worker.CannotRun(command[0], err)
	}
	return nil
}

// unobserved gives an error the status for a COMMAND that can't be observed, unless it has
// another.
func unobserved(err error) error {
	var decided *cli.Error
	if errors.As(err, &decided) {
		return err
	}
	switch {
	case errors.Is(err, trace.ErrMissing):
		err = errors.New("strace: command not found; install the package strace")
	case errors.Is(err, trace.ErrNotPermitted):
		err = fmt.Errorf("can't observe COMMAND: %w; ptrace(2) says who may, and /proc/sys/kernel/yama/ptrace_scope", err)
	}
	return cli.Errorf(ExitUnobserved, "%w", err)
}

// report returns what is printed.
func (set *settings) report(found *findings) string {
	if set.tsv {
		return found.tsv(set.exercise, set.title())
	}
	text := found.text(screenOf(pipe.Stdout))
	if set.draw {
		text += "\n" + draw(found)
	}
	return text
}

// title is the command as a reader of --tsv knows it.
func (set *settings) title() string {
	words := set.command
	if set.exercise == "fifo" {
		words = slices.Concat(set.writerWords, []string{"|"}, set.readerWords)
	}
	return strings.Join(words, " ")
}
