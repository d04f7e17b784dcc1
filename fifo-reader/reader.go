package main

import (
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// reader is the read end of a FIFO.
type reader struct {
	program    *cli.Program
	options    fifo.Options
	remove     bool
	fifo       *fifo.FIFO
	descriptor int
	taken      atomic.Int64 // bytes
	progress   *fifo.Progress
}

// copyBytes copies the FIFO called path to standard output until the last writer has left.
// With --keep it then waits for the next.
func (r *reader) copyBytes(path string) error {
	if err := r.find(path); err != nil {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	if err := r.fifo.RefuseSelf(unix.Stdout, "standard output"); err != nil {
		return err
	}
	pipe.Enlarge(unix.Stdout)
	output := pipe.Copy{To: unix.Stdout, From: r.descriptor, Moved: &r.taken}
	for {
		err := output.Run()
		var writeError *pipe.WriteError
		switch {
		case errors.As(err, &writeError):
			return cli.OutputError(writeError.Err)
		case err != nil:
			return r.fifo.Wrap(err)
		}
		r.program.Narrate("%v: the last writer has left after %d bytes", r.fifo, r.taken.Load())
		if !r.options.Keep {
			return nil
		}
		if err := r.awaitWriter(); err != nil {
			return err
		}
	}
}

// find finds the FIFO called path. With --remove a FIFO that it has created is never left
// behind, even if a signal ends the program right then.
func (r *reader) find(path string) (err error) {
	if !r.remove {
		r.fifo, err = fifo.Find(r.program, r.options, path)
		return err
	}
	r.program.AtExit(func() {
		if r.fifo != nil {
			r.fifo.Remove()
		}
	})
	r.program.Uninterrupted(func() { r.fifo, err = fifo.Find(r.program, r.options, path) })
	return err
}

// open opens the FIFO when a writer has opened it.
func (r *reader) open() (err error) {
	r.fifo.ReportOnUSR1(r.tally)
	if r.descriptor, err = r.fifo.OpenFirst(unix.O_RDONLY, "writer"); err != nil {
		return err
	}
	pipe.Enlarge(r.descriptor)
	if r.options.Progress {
		r.progress = fifo.StartProgress(r.program, &r.taken, 0)
		r.program.AtExit(r.progress.Finish)
	}
	return nil
}

// tally reports how far the reader has come.
func (r *reader) tally() string { return fmt.Sprintf("%d bytes read", r.taken.Load()) }
