// Command ipctools-check runs a solution of one of the session's exercises under
// strace(1), and says which points of the exercise it fulfils. scripts/check.sh builds
// and runs it.
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

Check a solution of an exercise of the session. COMMAND may be in any language;
strace watches its processes. One line per point says whether it is fulfilled.
Linux only. EXERCISE is:
  1     a child prints fib(0) to fib(5), and its parent waits for it; COMMAND is
        run with 5 as its last argument, then with others that it must refuse
  2     a child signals its parent, and the parent kills the child
  3     at a terminal, a child reverses the phrases that its parent reads
  fifo  a writer and a reader use a named pipe, whose path is their last
        argument; with --fifo they use the one that it names, without argument

Options:
Exit status 3: COMMAND can't be observed; 126: it can't be run; 127: it is not
found. The status is 1 also if a point is missing.

COMMAND is run with limits of time, memory and the size of files, and every
process that it has started is killed at the end. That is no sandbox: run
programs that you do not trust as another user.

Examples:
  NAME 1 -- python3 mine.py
  NAME 2 --delay 1 -- ./exchange
  NAME fifo --writer 'python3 writer.py' --reader 'python3 reader.py'
  for program in */ex1.py; do NAME 1 --tsv -- python3 "$program"; done
`

// exitUnobserved is the exit status if COMMAND can't be observed.
const exitUnobserved = 3

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
	program.LimitsCommand = true
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	set := settings{program: program}
	program.DurationVarP(&set.delay, "delay", "d", 5*time.Second, "the signal of exercise 2 comes after DURATION,\nnot after 5 seconds")
	program.StringVarP(&set.stop, "stop", "s", "end", "`PHRASE` ends exercise 3, not \"end\"")
	program.StringVarP(&set.writer, "writer", "w", "", "run `COMMAND` as the writer of exercise fifo")
	program.StringVarP(&set.reader, "reader", "r", "", "run `COMMAND` as its reader")
	program.StringVarP(&set.fifo, "fifo", "f", "", "writer and reader use the FIFO `NAME`")
	program.DurationVarP(&set.timeout, "timeout", "t", 10*time.Second, "end each run after DURATION, not after\n10 seconds; in exercise 2: DURATION plus the delay")
	program.BoolVarP(&set.tsv, "tsv", "", false, "print tab-separated values: exercise, command,\npoint, state, details")
	program.BoolVarP(&set.draw, "draw", "", false, "add a sequence diagram of the first run")
	operands, err := program.Operands()
	if err != nil {
		return err
	}
	if err := set.read(operands); err != nil {
		return err
	}
	restoreTerminal(program) // after endRuns: the last cleanup runs first
	program.AtExit(endRuns)
	program.Intercept(unix.SIGUSR1, unix.SIGUSR2) // for COMMAND may send them to its parent
	found, err := exercises[set.exercise](&set)
	if err != nil {
		return unobserved(err)
	}
	text := set.report(found)
	set.stayIfEnding()
	if err := program.Print(text); err != nil {
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
		return cli.Errorf(cli.ExitUsage, "there is no exercise %s: choose 1, 2, 3 or fifo", cli.Quote(operands[0]))
	case len(operands) > 1:
		return cli.Errorf(cli.ExitUsage, "%s stands before \"--\": write %s %s -- %s ...", cli.Quote(operands[1]), set.program.Name, operands[0], cli.Quote(operands[1]))
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
	if set.tsv && set.draw {
		return cli.Errorf(cli.ExitUsage, "not both --tsv and --draw")
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

// unobserved gives an error the status for a COMMAND that can't be observed, unless it
// has another.
func unobserved(err error) error {
	var decided *cli.Error
	if errors.As(err, &decided) {
		return err
	}
	if errors.Is(err, trace.ErrMissing) {
		err = errors.New("strace: command not found, which is needed to observe COMMAND")
	}
	return cli.Errorf(exitUnobserved, "%w", err)
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
