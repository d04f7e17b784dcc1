// Command fifo-writer copies standard input into a named pipe. The rules are:
//
//   - It succeeds only if readers have taken every byte.
//   - With --keep, the next reader continues exactly where the last one stopped.
//   - With --lines, a record goes to the pipe only as a whole.
package main

import (
	"errors"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

const usage = `Usage: fifo-writer [OPTION]... FIFO

Wait for a reader of the named pipe FIFO, and copy standard input into FIFO. If
FIFO does not exist, create it. The exit status is 0 only if readers have taken
every byte out of FIFO.

Options:

Examples:
  fifo-writer queue <jobs.txt & fifo-reader queue
  fib 30 | reverse | fifo-writer -v numbers
  fifo-writer -k -l queue <jobs.txt      serve readers that come and go
  service | fifo-writer --drop -l log    never make the service wait
  fifo-writer -t 10 queue <jobs.txt || echo 'no reader, or it left early'
`

func main() {
	program := cli.New("fifo-writer", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var lines, zero, remove bool
	w := writer{program: program}
	w.options.Define(program, "reader")
	program.BoolVarP(&lines, "lines", "l", false, "send whole lines, which do not mix with the\nlines of other writers")
	program.BoolVarP(&zero, "zero", "0", false, "with -l, lines end in NUL, not newline")
	program.BoolVarP(&remove, "remove", "r", false, "remove the FIFO when done, if this fifo-writer\nhas created it")
	program.BoolVarP(&w.drops, "drop", "", false, "with -l, never wait: drop each line that does not\nfit into FIFO at once; implies -k")
	path, err := fifo.Operand(program)
	if remove {
		w.options.Remove = fifo.RemovedIfCreated
	}
	switch {
	case errors.Is(err, fifo.ErrExtraOperand) && program.NArg() == 2 && program.Arg(1) != "-":
		return cli.Errorf(cli.ExitUsage, "input comes from standard input: fifo-writer %s <%s",
			cli.ShellWord(program.Arg(0)), cli.ShellWord(program.Arg(1)))
	case err != nil:
		return err
	case w.drops && !lines:
		return cli.Errorf(cli.ExitUsage, "--drop goes with -l")
	case lines:
		w.options.Keep = w.options.Keep || w.drops
		err = w.sendLines(path, cli.Delimiter(zero))
	case zero:
		return cli.Errorf(cli.ExitUsage, "-0 goes with -l")
	default:
		err = w.sendBytes(path)
	}
	switch {
	case errors.Is(err, pipe.ErrIdle):
		return w.idleError()
	case err != nil:
		return err
	}
	if err := w.fifo.Finish(); err != nil {
		return err
	}
	if w.lost > 0 {
		return &cli.Error{Status: cli.ExitFailure} // follow has reported why
	}
	return nil
}
