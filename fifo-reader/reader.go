package main

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// reader is the read end of a FIFO.
type reader struct {
	program    *cli.Program
	options    fifo.Options
	fifo       *fifo.FIFO
	descriptor int
	taken      atomic.Int64 // bytes
	ends       pipe.Ends    // descriptor and standard output
	watch      *pipe.Watch  // while a part of a record waits for its end
	flow       pipe.Flow
}

// copyBytes copies the FIFO called path to standard output until the last writer has
// left. With --keep it then waits for the next.
func (r *reader) copyBytes(path string) error {
	var err error
	if r.fifo, err = fifo.Find(r.program, r.options, path); err != nil {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	if err := r.fifo.RefuseSelf(unix.Stdout, "standard output"); err != nil {
		return err
	}
	output := pipe.Copy{
		Ends: r.ends, Flow: r.flow,
		Uninterrupted: r.program.Uninterrupted,
	}
	// A terminal may stop a background program that writes to it (stty tostop). Then no
	// signal may be caught: see begin in fifo-writer/writer.go.
	if !term.IsTerminal(unix.Stdout) {
		r.program.AtExit(func() { awaitWritten(&output) })
	}
	for {
		err := output.Run()
		if err != nil {
			return r.fifo.Wrap(err)
		}
		r.program.Narrate("%v: the last writer has left after %d bytes", r.fifo, r.taken.Load())
		if !r.options.Keep || r.fifo.IsUnnamed() {
			return nil
		}
		if err := r.awaitNext(); err != nil {
			return err
		}
	}
}

// awaitWritten waits while the copy writes the bytes that it has taken out of the FIFO,
// as long as standard output takes some of them in every tenth of a second. The copy
// takes no more bytes meanwhile, because Uninterrupted waits for the cleanups.
func awaitWritten(output *pipe.Copy) {
	const limit = time.Second / 10
	held, end := output.Held(), time.Now().Add(limit)
	for held > 0 && time.Now().Before(end) {
		time.Sleep(time.Millisecond)
		if now := output.Held(); now < held {
			held, end = now, time.Now().Add(limit)
		}
	}
}

// open opens the FIFO as soon as a writer has opened it.
func (r *reader) open() (err error) {
	r.fifo.ReportOnUSR1(r.tally)
	r.fifo.Output = unix.Stdout
	if r.descriptor, err = r.fifo.OpenFirst(unix.O_RDONLY, "writer", ""); err != nil {
		return err
	}
	r.ends = pipe.Ends{From: r.descriptor, To: unix.Stdout, Moved: &r.taken, Idle: r.fifo.Idle}
	if r.options.Idle > 0 && term.IsTerminal(unix.Stdout) {
		r.ends.To = reopenTerminal(unix.Stdout)
	}
	r.flow = r.fifo.Flow(r.descriptor, unix.Stdout)
	if r.options.Progress {
		r.program.AtExit(fifo.StartProgress(r.program, &r.taken, 0).Finish)
	}
	return nil
}

// reopenTerminal opens the terminal again, so that no write to it waits: poll(2) reports
// room for one byte as room. Where that fails, it returns the shared descriptor.
func reopenTerminal(shared int) int {
	path := fmt.Sprintf("/proc/self/fd/%d", shared)
	own, err := unix.Open(path, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return shared
	}
	return own
}

// awaitNext waits for the next writer, with --keep, also of another FIFO that has the
// name by now.
func (r *reader) awaitNext() error {
	for {
		err := r.fifo.CheckName()
		if errors.Is(err, fifo.ErrReplaced) {
			if !pipe.AtEnd(r.descriptor) {
				return nil // a writer of the old FIFO
			}
			err = r.fifo.FollowToRead(r.descriptor)
		}
		if err == nil {
			err = r.fifo.RefuseSelf(unix.Stdout, "standard output")
		}
		if err == nil {
			err = r.awaitWriter()
		}
		if err != nil || !errors.Is(r.fifo.CheckName(), fifo.ErrReplaced) {
			return err
		}
	}
}

// explain returns the error that ends the program after err.
func (r *reader) explain(err error) error {
	var writeError *pipe.WriteError
	switch {
	case errors.Is(err, pipe.ErrIdle):
		r.close()
		return r.fifo.IdleError(r.tallySoFar())
	case errors.As(err, &writeError):
		return cli.OutputError(writeError.Err)
	}
	return err
}

// close closes the FIFO, so that others don't wait for a reader that is ending. If this
// reader is still waiting for its turn, it gives the turn up as soon as it gets it.
func (r *reader) close() { unix.Close(r.descriptor) }

// tally returns the figure of a report.
func (r *reader) tally() string { return fmt.Sprintf("%d bytes read", r.taken.Load()) }

// tallySoFar returns the tally for the end of a message, if there is something to report.
func (r *reader) tallySoFar() string {
	if r.taken.Load() == 0 {
		return ""
	}
	return ": " + r.tally()
}
