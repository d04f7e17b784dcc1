// Command fifo-writer copies standard input into a named pipe, and succeeds only
// if readers have taken every byte.
package main

import (
	"ipctools/internal/cli"
	"ipctools/internal/fifo"
)

const usage = `Usage: fifo-writer [OPTION]... FIFO

Copies standard input into the named pipe FIFO, which is created if there is
none, once a reader has opened it. Exits with 0 only when readers have taken
every byte out of the pipe.

Options:

Examples:
  fifo-writer queue <jobs.txt & fifo-reader queue
  fib 30 | reverse | fifo-writer -v numbers
  fifo-writer -k -l queue <jobs.txt      for readers that come and go
  fifo-writer -t 10 queue <jobs.txt || echo 'nobody came, or not all was read'
`

func main() {
	program := cli.New("fifo-writer", usage)
	options := fifo.DefineOptions(program, "reader")
	lines := program.BoolP("lines", "l", false, "send whole lines, which do not mix with other\nwriters'")
	zero := program.BoolP("zero", "0", false, "with -l, records end in NUL, not newline")
	path := program.ParseFIFO()
	if *lines {
		if err := fifo.CheckRecords("--lines"); err != nil {
			program.Exit(err)
		}
	}
	if *zero && !*lines {
		program.Exit(cli.Errorf(cli.WrongUse, "-0 goes with -l"))
	}

	pipe, err := fifo.Find(program, options, path)
	if err != nil {
		program.Exit(err)
	}
	writer, err := pipe.OpenWriter()
	switch {
	case err != nil:
	case *lines:
		err = writer.SendRecords(cli.Delimiter(*zero))
	default:
		err = writer.CopyFromInput()
	}
	program.Exit(err)
}
