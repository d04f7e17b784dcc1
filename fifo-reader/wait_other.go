//go:build unix && !linux

package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
)

// awaitWriter waits until a writer has come. If one has come and gone before, its bytes
// stay in the open FIFO, and are read with those of the next writer.
func (r *reader) awaitWriter() error {
	waiting := r.fifo.Begin(fifo.Wait{Event: "writer", Flags: unix.O_RDONLY, Tally: r.tallySoFar(), Release: r.close})
	blocking, err := r.fifo.Open(unix.O_RDONLY)
	waiting.Over(err)
	if err == nil {
		unix.Close(blocking)
	}
	return r.fifo.Wrap(err)
}
