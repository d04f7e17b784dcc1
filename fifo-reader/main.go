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

Examples:
  fifo-reader queue & fifo-writer queue <jobs.txt
  fifo-reader -v numbers | head
  job=$(fifo-reader -n 1 queue)        take one line, whoever else takes others
  fifo-reader -k -r log >>log.txt      collect what writers send, until Ctrl-C
`

func main() {
	program := cli.New("fifo-reader", usage)
	options := fifo.DefineOptions(program, "writer")
	lines := program.CountP("lines", "n", 0, "take `N` lines, and leave the rest")
	zero := program.BoolP("zero", "0", false, "with -n, records end in NUL, not newline")
	remove := program.BoolP("remove", "r", false, "remove the FIFO when done, however it ends")
	path := program.ParseFIFO()
	byLines := program.Changed("lines")
	if byLines {
		if err := fifo.CheckRecords("--lines"); err != nil {
			program.Exit(err)
		}
	}
	if *zero && !byLines {
		program.Exit(cli.Errorf(cli.WrongUse, "-0 goes with -n"))
	}

	var pipe *fifo.FIFO
	var err error
	if *remove {
		program.Undisturbed(func() {
			if pipe, err = fifo.Find(program, options, path); err == nil {
				pipe.RemoveAtExit()
			}
		})
	} else {
		pipe, err = fifo.Find(program, options, path)
	}
	if err != nil {
		program.Exit(err)
	}
	if byLines && *lines == 0 {
		program.Exit(nil)
	}
	reader, err := pipe.OpenReader()
	switch {
	case err != nil:
	case byLines:
		err = reader.TakeRecords(*lines, cli.Delimiter(*zero))
	default:
		err = reader.CopyToOutput()
	}
	program.Exit(err)
}
