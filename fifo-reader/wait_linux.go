package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// awaitWriter waits until the FIFO has something to read, or a writer has come.
//
// A read end without writers hangs up at once, but one that is opened now, without
// blocking, does not before a writer has come since (fifo(7)). What that writer leaves
// behind stays, for the FIFO is open all the time. A writer that is silent so far is no
// event for poll(2), so that a second open, which blocks, stops the clock of --timeout.
func (r *reader) awaitWriter() error {
	fresh, err := r.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if err != nil {
		return r.fifo.Wrap(err)
	}
	defer unix.Close(fresh)
	waiting := r.fifo.AwaitPeer("writer", ": "+r.tally())
	go func() {
		blocking, err := r.fifo.Open(unix.O_RDONLY)
		waiting.Over(err)
		unix.Close(blocking)
	}()
	err = pipe.Wait(fresh, unix.POLLIN)
	waiting.Over(err)
	return r.fifo.Wrap(err)
}
