// Command fifo-reader copies a named pipe to standard output until the last
// writer has left, or takes a number of lines out of it.
package main

import (
	"ipctools/internal/cli"
	"ipctools/internal/fifo"
)

const usage = `Usage: fifo-reader [OPTION]... FIFO

Copies the named pipe FIFO, which is created if there is none, to standard
output until the last writer has left. With -n it takes N lines and leaves the
rest to other readers; a line leaves the pipe only when it has been written.
Exits with 1 if the last writer has left before the first line.

Options:

A DURATION is a number of seconds, or has units: 5, 0.5, 100ms, 5s, 2m, 1h, 1d.

Examples:
  fifo-reader queue & fifo-writer queue <jobs.txt
  fifo-reader -v numbers | head
  job=$(fifo-reader -n 1 queue)        take one line, whoever else takes others
  fifo-reader -k -r log >>log.txt      collect what writers send, until Ctrl-C
`

func main() {
	program := cli.New("fifo-reader", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var count uint64
	var zero bool
	r := reader{program: program}
	r.options.Define(program, "writer")
	program.CountVarP(&count, "lines", "n", 0, "take `N` lines, and leave the rest")
	program.BoolVarP(&zero, "zero", "0", false, "with -n, records end in NUL, not newline")
	program.BoolVarP(&r.remove, "remove", "r", false, "remove the FIFO when done, however it ends")
	path, err := fifo.Operand(program)
	switch {
	case err != nil:
		return err
	case program.Changed("lines"):
		err = r.takeLines(path, count, cli.Delimiter(zero))
	case zero:
		return cli.Errorf(cli.ExitUsage, "-0 goes with -n")
	default:
		err = r.copyBytes(path)
	}
	if err != nil {
		return err
	}
	return r.finish()
}
