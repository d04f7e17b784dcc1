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
  fifo-writer -t 10 queue <jobs.txt || echo 'nobody came, or not all was read'
`

func main() {
	program := cli.New("fifo-writer", usage)
	mode := program.ModeP("mode", "m", 0o600, "permissions of a new FIFO (default 0600)")
	timeout := program.DurationP("timeout", "t", 0, "exit 124 after `DURATION` with no reader")
	path := program.ParseFIFO()

	pipe, err := fifo.Find(program, path, *mode)
	if err != nil {
		program.Exit(err)
	}
	writer, err := pipe.OpenWriter(*timeout)
	if err != nil {
		program.Exit(err)
	}
	program.Exit(writer.CopyFromInput())
}
