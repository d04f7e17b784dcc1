package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// awaitWriter waits until the FIFO has something to read, or a writer has come and gone.
//
// On the old read end, poll(2) reports a hang-up at once. On a new read end, it reports
// one only after a new writer has come and gone (fifo(7)). The bytes of that writer stay,
// because the FIFO is open all the time.
//
// poll does not report a writer that has sent nothing yet. So a second open, which blocks
// until a writer comes, stops the clock of --timeout.
func (r *reader) awaitWriter() error {
	fresh, err := r.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if err != nil {
		return r.fifo.Wrap(err)
	}
	defer unix.Close(fresh)
	waiting := r.fifo.Begin(fifo.Wait{Event: "writer", Flags: unix.O_RDONLY, Tally: r.tallySoFar(), Release: r.close})
	go func() {
		blocking, err := r.fifo.Open(unix.O_RDONLY)
		waiting.Over(err)
		unix.Close(blocking)
	}()
	ends := pipe.Ends{From: fresh, To: unix.Stdout, Idle: r.fifo.Idle} // for a silent writer
	err = ends.AwaitInput()
	waiting.Over(err)
	return r.fifo.Wrap(err)
}
