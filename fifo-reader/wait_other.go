//go:build unix && !linux

package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
)

// awaitWriter waits until a writer has come. What a writer leaves behind that has come
// and gone before stays, for the FIFO is open all the time, and is read with what the
// next one brings.
func (r *reader) awaitWriter() error {
	waiting := r.fifo.Begin(fifo.Wait{Event: "writer", Tally: ": " + r.tally(), Release: r.close})
	blocking, err := r.fifo.Open(unix.O_RDONLY)
	waiting.Over(err)
	if err == nil {
		unix.Close(blocking)
	}
	return r.fifo.Wrap(err)
}
