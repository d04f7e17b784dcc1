// Command fifo-writer copies standard input into a named pipe, and succeeds only
// if readers have taken every byte.
package main

import (
	"errors"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
)

const usage = `Usage: fifo-writer [OPTION]... FIFO

Copies standard input into the named pipe FIFO, which is created if there is
none, once a reader has opened it. Exits with 0 only when readers have taken
every byte out of the pipe.

Options:

A DURATION is a number of seconds, or has units: 5, 0.5, 100ms, 5s, 2m, 1h, 1d.

Examples:
  fifo-writer queue <jobs.txt & fifo-reader queue
  fib 30 | reverse | fifo-writer -v numbers
  fifo-writer -k -l queue <jobs.txt      for readers that come and go
  fifo-writer -t 10 queue <jobs.txt || echo 'nobody came, or not all was read'
`

func main() {
	program := cli.New("fifo-writer", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var lines, zero bool
	w := writer{program: program}
	w.options.Define(program, "reader")
	program.BoolVarP(&lines, "lines", "l", false, "send whole lines, which do not mix with other\nwriters'")
	program.BoolVarP(&zero, "zero", "0", false, "with -l, records end in NUL, not newline")
	path, err := fifo.Operand(program)
	switch {
	case errors.Is(err, fifo.ErrExtraOperand) && program.NArg() == 2 && program.Arg(1) != "-":
		return cli.Errorf(cli.ExitUsage, "input comes from standard input: fifo-writer %s <%s",
			cli.ShellWord(program.Arg(0)), cli.ShellWord(program.Arg(1)))
	case err != nil:
		return err
	case lines:
		return w.sendLines(path, cli.Delimiter(zero))
	case zero:
		return cli.Errorf(cli.ExitUsage, "-0 goes with -l")
	}
	return w.sendBytes(path)
}
