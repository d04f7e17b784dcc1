package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// awaitWriter waits until the FIFO has something to read, or a writer has come.
//
// poll(2) reports a hang-up on the old read end at once. On a read end that is opened now
// it reports one only after a new writer has come and gone (fifo(7)); the bytes of that
// writer stay, for the FIFO is open all the time. A writer that has sent nothing yet is
// no event for poll, so a second open, which blocks until a writer comes, stops the clock
// of --timeout.
func (r *reader) awaitWriter() error {
	fresh, err := r.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if err != nil {
		return r.fifo.Wrap(err)
	}
	defer unix.Close(fresh)
	waiting := r.fifo.Begin(fifo.Wait{Event: "writer", Tally: ": " + r.tally(), Release: r.close})
	go func() {
		blocking, err := r.fifo.Open(unix.O_RDONLY)
		waiting.Over(err)
		unix.Close(blocking)
	}()
	err = pipe.Wait(fresh, unix.POLLIN)
	waiting.Over(err)
	return r.fifo.Wrap(err)
}
