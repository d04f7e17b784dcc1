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

// writer is the write end of a FIFO. As long as it holds this end open, the bytes that it
// has written stay in the FIFO, even without a reader (pipe(7)).
type writer struct {
	program    *cli.Program
	options    fifo.Options
	fifo       *fifo.FIFO
	descriptor int          // the number never changes: see yieldToReader
	written    atomic.Int64 // bytes; while it is 0, the FIFO may not be open yet
	ends       pipe.Ends    // standard input and descriptor
	flow       pipe.Flow
	follows    int // how often the FIFO was replaced
	lost       int // bytes in FIFOs that were replaced
	drops      bool
	drop       dropping
	dropped    atomic.Int64 // records
	atClose    atomic.Value // the figures, a string, once the FIFO is closed
}

// sendBytes copies standard input into the FIFO called path, and then waits until readers
// have taken every byte.
func (w *writer) sendBytes(path string) error {
	if err := w.open(path); err != nil {
		return err
	}
	input := pipe.Copy{Ends: w.ends, Flow: w.flow, ShouldStop: w.isReplaced}
	for {
		err := input.Run()
		var writeError *pipe.WriteError
		switch {
		case err == nil:
			return w.drain()
		case errors.Is(err, pipe.ErrStopped):
			if err := w.follow(); err != nil {
				return err
			}
			continue
		case errors.Is(err, pipe.ErrIdle):
			return err
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

// open opens the FIFO called path as soon as a reader has opened it.
func (w *writer) open(path string) (err error) {
	if err := w.find(path); err != nil {
		return err
	}
	if w.descriptor, err = w.fifo.OpenFirst(unix.O_WRONLY, "reader", ""); err != nil {
		return err
	}
	return w.begin()
}

// find finds the FIFO called path, or creates it.
func (w *writer) find(path string) (err error) {
	if w.fifo, err = fifo.Find(w.program, w.options, path); err != nil {
		return err
	}
	if term.IsTerminal(unix.Stdin) {
		w.program.Warn(errors.New("type lines; Ctrl-D ends"))
	}
	w.fifo.ReportOnUSR1(w.tally)
	return nil
}

// begin prepares the copy into the open descriptor.
func (w *writer) begin() error {
	if err := w.refuseSelf(); err != nil {
		return err
	}
	w.ends = pipe.Ends{
		From: unix.Stdin, To: w.descriptor, Moved: &w.written, OwnTo: true, Idle: w.fifo.Idle,
	}
	w.flow = w.fifo.Flow(w.descriptor, unix.Stdin)
	// At a terminal the kernel must handle SIGTERM. timeout(1) sends SIGTERM and SIGCONT
	// to a stopped writer, which would read again before it handles the first, and stop
	// again.
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

// reportAtSignal reports the figures if a signal ends the writer after its first byte.
func (w *writer) reportAtSignal() {
	s := w.program.EndingSignal()
	if s == 0 {
		return
	}
	final := w.finalTally()
	if w.written.Load() > 0 || w.dropped.Load() > 0 {
		w.program.Warn(fmt.Errorf("%v: ended by %s: %s", w.fifo, cli.SignalName(s), final))
	}
}

// inputSize returns how many bytes of standard input are left, or 0 if it is not a
// regular file.
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

// isReplaced reports whether the writer should follow the name of the FIFO.
func (w *writer) isReplaced() bool { return errors.Is(w.fifo.CheckNameAgain(), fifo.ErrReplaced) }

// readerGone fails because the last reader has left before the end of input, or with
// --keep waits for the next reader.
func (w *writer) readerGone() error {
	unread, err := w.unread()
	if err != nil {
		return w.fifo.Wrap(err)
	}
	err = w.leftUnread(" before the end of input", unread)
	if err == nil {
		err = w.fifo.CheckName() // the reader may have been a process that woke this one
	}
	if errors.Is(err, fifo.ErrReplaced) {
		return w.follow()
	}
	return err
}

// follow goes on with the FIFO that has the name now, once the old one is empty. If the
// readers of the old one have left bytes, it reports them.
func (w *writer) follow() error {
	if err := w.awaitTaken(); errors.Is(err, fifo.ErrReplaced) {
		w.reportLost()
	} else if err != nil {
		return err
	}
	w.follows++
	if err := w.fifo.FollowToWrite(w.descriptor, ": "+tally(w.written.Load(), 0)); err != nil {
		return err
	}
	return w.refuseSelf()
}

func (w *writer) refuseSelf() error { return w.fifo.RefuseSelf(unix.Stdin, "standard input") }

// reportLost reports the bytes that nobody will read, since the FIFO has been replaced.
// Uninterrupted: the report of a signal must not count the same bytes again.
func (w *writer) reportLost() {
	var lost error
	w.program.Uninterrupted(func() {
		unread, _ := w.unread()
		w.lost += unread
		pipe.Detach(w.descriptor) // so that no later reader gets them
		lost = fmt.Errorf("%v: %w: %s", w.fifo, fifo.ErrReplaced, tally(w.written.Load(), unread))
		if pipe.Stderr.WritableWithin(0) {
			w.program.Warn(lost)
			lost = nil
		}
	})
	if lost != nil && !w.drops { // Warn may wait, and a signal must end that wait
		w.program.Warn(lost)
	}
}

// leftUnread fails because the last reader has left unread bytes in the FIFO. With --keep
// it waits for the next reader instead, which an ordinary pipe does not have.
func (w *writer) leftUnread(when string, unread int) error {
	if w.options.Keep && !w.fifo.IsUnnamed() {
		if err := w.fifo.CheckName(); err != nil {
			return err
		}
		return w.awaitReader(unread)
	}
	return fmt.Errorf("%v: the reader left%s: %s", w.fifo, when, w.close())
}

// awaitReader waits for a reader. A second open for writing, which blocks until there is
// a reader, ends the wait at once. As a reader may come, read and leave between two
// looks, the wait also ends when the number of bytes in the FIFO changes.
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
		Event: "reader", Flags: unix.O_WRONLY, Tally: ": " + tally(w.written.Load(), unread),
		Success: func() bool { return w.readerCame(unread) == nil },
		Release: func() { w.release(opened) },
	})
	watch := pipe.NewWatch(w.descriptor, nil) // Waiting checks --idle
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
	now, _ := w.unread()
	w.fifo.Idle.Check(now != unread)
	return w.fifo.Wrap(err)
}

// release closes the FIFO. As a rule the program then ends at once. But if nobody reads
// its message, the second open of awaitReader would keep the bytes in the FIFO meanwhile.
// So release opens a read end, which makes that open return.
func (w *writer) release(opened <-chan struct{}) {
	if !pipe.Stderr.WritableWithin(0) {
		if readEnd, err := w.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK); err == nil {
			<-opened
			defer unix.Close(readEnd)
		}
	}
	w.close()
}

var errNoReader = errors.New("no reader")

// readerCame returns errNoReader if no reader is there and the FIFO still holds unread
// bytes.
func (w *writer) readerCame(unread int) error {
	if !w.noReaderLeft() {
		return nil
	}
	now, err := w.unread()
	if err == nil && now == unread {
		return errNoReader
	}
	return err
}

// noReaderLeft reports whether no read end is open: POLLERR (poll(2)).
func (w *writer) noReaderLeft() bool {
	events, err := pipe.Poll(w.descriptor, 0, 0)
	return err == nil && events != 0
}

// idleError returns the error that ends the program when the time of --idle is up.
func (w *writer) idleError() error {
	return w.fifo.IdleError(": " + w.close())
}

// close closes the FIFO, so that no later reader gets a byte that is reported as unread,
// and returns the last figures. A report that a signal asks for after that has the same.
func (w *writer) close() string {
	w.program.Uninterrupted(func() {
		if w.atClose.CompareAndSwap(nil, w.tally()) {
			unix.Close(w.descriptor)
		}
	})
	return w.tally()
}

// tally returns the figures of a report. It loads the written bytes first, so that a byte
// that is written between the two looks does not count as read.
func (w *writer) tally() string {
	if figures := w.atClose.Load(); figures != nil {
		return figures.(string)
	}
	written := w.written.Load()
	var unread int
	if written > 0 {
		unread, _ = w.unread()
	}
	return w.withDropped(tally(written, unread))
}

// withDropped adds to the figures how many lines have been dropped.
func (w *writer) withDropped(tally string) string {
	if !w.drops {
		return tally
	}
	lines := "lines"
	dropped := w.dropped.Load()
	if dropped == 1 {
		lines = "line"
	}
	return fmt.Sprintf("%s, %d %s dropped", tally, dropped, lines)
}
