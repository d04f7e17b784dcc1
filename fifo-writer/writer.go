package main

import (
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// writer is the write end of a FIFO. What it writes stays in the FIFO as long as it has
// that open, also while there is no reader (pipe(7)).
type writer struct {
	program    *cli.Program
	options    fifo.Options
	fifo       *fifo.FIFO
	descriptor int          // the same number from open on: see yieldToReader
	written    atomic.Int64 // bytes; while it is 0, the FIFO may not be open yet
	flow       pipe.Flow
}

// sendBytes copies standard input into the FIFO called path until its end, and then waits
// until readers have taken every byte.
func (w *writer) sendBytes(path string) error {
	if err := w.open(path); err != nil {
		return err
	}
	input := pipe.Copy{
		To: w.descriptor, From: unix.Stdin, OwnTo: true,
		Moved: &w.written, Flow: w.flow,
	}
	for {
		err := input.Run()
		var writeError *pipe.WriteError
		switch {
		case err == nil:
			return w.drain()
		case !errors.As(err, &writeError):
			return fmt.Errorf("standard input: %w", err)
		case !errors.Is(err, unix.EPIPE):
			return w.fifo.Wrap(writeError.Err)
		}
		if err := w.readerGone(); err != nil {
			return err
		}
	}
}

// open opens the FIFO called path when a reader has opened it.
func (w *writer) open(path string) (err error) {
	if w.fifo, err = fifo.Find(w.program, w.options, path); err != nil {
		return err
	}
	if term.IsTerminal(unix.Stdin) {
		w.program.Warn(errors.New("type lines; Ctrl-D ends"))
	}
	w.fifo.ReportOnUSR1(w.tally)
	if w.descriptor, err = w.fifo.OpenFirst(unix.O_WRONLY, "reader"); err != nil {
		return err
	}
	if err := w.fifo.RefuseSelf(unix.Stdin, "standard input"); err != nil {
		return err
	}
	w.flow = w.fifo.Flow(w.descriptor, unix.Stdin)
	// In the background, a program that reads its terminal is stopped. When timeout(1) ends
	// it, it gets SIGTERM and SIGCONT: unless the kernel ends it right then, it reads again,
	// and is stopped for good. So no signal is caught here.
	atExit := w.program.AtExit
	if term.IsTerminal(unix.Stdin) {
		atExit = w.program.OnExit
	}
	atExit(w.reportAtSignal)
	if w.options.Progress {
		atExit(fifo.StartProgress(w.program, &w.written, inputSize()).Finish)
	}
	return nil
}

// reportAtSignal reports how far a writer has come that a signal ends.
func (w *writer) reportAtSignal() {
	if s := w.program.EndingSignal(); s != 0 && w.written.Load() > 0 {
		w.program.Warn(fmt.Errorf("%v: ended by %s: %s", w.fifo, cli.SignalName(s), w.tally()))
	}
}

// inputSize returns how many bytes standard input still has, or 0 if it is not a regular
// file.
func inputSize() int64 {
	var stat unix.Stat_t
	if unix.Fstat(unix.Stdin, &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFREG {
		return 0
	}
	offset, err := unix.Seek(unix.Stdin, 0, unix.SEEK_CUR)
	if err != nil {
		return 0
	}
	return max(0, stat.Size-offset)
}

// readerGone fails because the last reader has left before the end of input. With --keep
// it waits for the next reader instead.
func (w *writer) readerGone() error {
	unread, err := w.unread()
	if err != nil {
		return w.fifo.Wrap(err)
	}
	return w.leftUnread(" before the end of input", unread)
}

// leftUnread is readerGone for a reader that has left so many bytes unread. An ordinary
// pipe has no next reader.
func (w *writer) leftUnread(when string, unread int) error {
	if w.options.Keep && !w.fifo.IsUnnamed() {
		return w.awaitReader(unread)
	}
	w.close()
	return fmt.Errorf("%v: the reader left%s: %s", w.fifo, when, tally(w.written.Load(), unread))
}

// awaitReader waits for a reader, or until the number of bytes in the FIFO is not unread
// any more: a reader may have come, read and left between two looks. A second open for
// writing, which blocks until there is a reader, ends the wait at once.
func (w *writer) awaitReader(unread int) error {
	opened := make(chan struct{})
	var openErr error
	go func() {
		defer close(opened)
		var descriptor int
		if descriptor, openErr = w.fifo.Open(unix.O_WRONLY); openErr == nil {
			unix.Close(descriptor)
		}
	}()
	waiting := w.fifo.Begin(fifo.Wait{
		Event: "reader", Tally: ": " + tally(w.written.Load(), unread),
		Success: func() bool { return w.readerCame(unread) == nil },
		Release: func() { w.release(opened) },
	})
	watch := pipe.NewWatch(w.descriptor)
	err := errNoReader
	for errors.Is(err, errNoReader) {
		watch.Await(opened)
		select {
		case <-opened:
			err = openErr
		default:
			err = w.readerCame(unread)
		}
	}
	watch.End()
	waiting.Over(err)
	return w.fifo.Wrap(err)
}

// release lets go of the FIFO, and of the open that waits for a reader. That would keep
// the bytes in the FIFO, and returns as soon as there is a read end.
func (w *writer) release(opened <-chan struct{}) {
	if readEnd, err := w.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK); err == nil {
		<-opened
		defer unix.Close(readEnd)
	}
	w.close()
}

var errNoReader = errors.New("no reader")

// readerCame returns errNoReader if there is no reader, and unread bytes are in the FIFO.
func (w *writer) readerCame(unread int) error {
	if !w.isAlone() {
		return nil
	}
	now, err := w.unread()
	if err == nil && now == unread {
		return errNoReader
	}
	return err
}

// isAlone reports whether the last reader has left.
func (w *writer) isAlone() bool {
	events, err := pipe.Poll(w.descriptor, 0, 0)
	return err == nil && events != 0
}

// close lets go of the FIFO: no later reader gets a byte that is reported as unread.
func (w *writer) close() { unix.Close(w.descriptor) }

// tally reports how far the writer has come. It counts the written bytes first: a byte
// that is written between the two looks then does not count as read.
func (w *writer) tally() string {
	written := w.written.Load()
	var unread int
	if written > 0 {
		unread, _ = w.unread()
	}
	return tally(written, unread)
}
