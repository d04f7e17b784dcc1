// Command fifo-reader copies a named pipe to standard output, or takes a number of lines
// out of it. The rules are:
//
//   - It ends when the last writer has left. With --keep, it waits for the next writer.
//   - If a signal ends a copy, it first writes the bytes that it has taken.
//   - With --lines, it removes a line from the pipe only after it has written the line.
//   - With --remove, it removes the FIFO, however it ends.
package main

import (
	"ipctools/internal/cli"
	"ipctools/internal/fifo"
)

const usage = `Usage: fifo-reader [OPTION]... FIFO

Copy the named pipe FIFO to standard output, until the last writer has left. If
FIFO does not exist, create it. With -n, take N lines and leave the rest to
other readers. The rest is lost if no other process has FIFO open: write with
fifo-writer. A line leaves FIFO only after it has been written to standard
output. With -n, the exit status is 1 if the last writer left before the first
line.

Options:

Examples:
  fifo-reader queue & fifo-writer queue <jobs.txt
  fifo-reader -v numbers | head
  job=$(fifo-reader -n 1 queue)        take one line, beside other readers
  fifo-reader -k -r log >>log.txt      collect lines from writers, until Ctrl-C
`

func main() {
	program := cli.New("fifo-reader", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var count uint64
	var zero, remove bool
	r := reader{program: program}
	r.options.Define(program, "writer")
	program.CountVarP(&count, "lines", "n", 0, "take `N` lines, and leave the rest")
	program.BoolVarP(&zero, "zero", "0", false, "with -n, lines end in NUL, not newline")
	program.BoolVarP(&remove, "remove", "r", false, "remove the FIFO when done, however it ends")
	path, err := fifo.Operand(program)
	if remove {
		r.options.Remove = fifo.Removed
	}
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
		return r.explain(err)
	}
	return r.fifo.Finish()
}
