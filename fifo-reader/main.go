// Command fifo-reader copies a named pipe to standard output until the last
// writer has left.
package main

import (
	"ipctools/internal/cli"
	"ipctools/internal/fifo"
)

const usage = `Usage: fifo-reader [OPTION]... FIFO

Copies the named pipe FIFO, which is created if there is none, to standard
output until the last writer has left.

Options:

Examples:
  fifo-reader queue & fifo-writer queue <jobs.txt
  fifo-reader -v numbers | head
  fifo-reader -t 10 queue >jobs.txt || echo 'nobody came'
`

func main() {
	program := cli.New("fifo-reader", usage)
	mode := program.ModeP("mode", "m", 0o600, "permissions of a new FIFO (default 0600)")
	timeout := program.DurationP("timeout", "t", 0, "exit 124 after `DURATION` with no writer")
	path := program.ParseFIFO()

	pipe, err := fifo.Find(program, path, *mode)
	if err != nil {
		program.Exit(err)
	}
	reader, err := pipe.OpenReader(*timeout)
	if err != nil {
		program.Exit(err)
	}
	program.Exit(reader.CopyToOutput())
}
