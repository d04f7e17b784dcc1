package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// dropping is the state of --drop: see "How a log line is dropped" in
// doc/how-it-works.md.
type dropping struct {
	isOpen bool   // else the descriptor is that of /dev/null, until a reader comes
	rest   []byte // the end of a line, if another program has taken its room
}

// openToDrop finds the FIFO called path, and does not wait for a reader.
func (w *writer) openToDrop(path string) (err error) {
	if err := w.find(path); err != nil {
		return err
	}
	w.descriptor, err = unix.Open(os.DevNull, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	w.program.Narrate("%v: start without a reader", w.fifo)
	return w.begin()
}

// offer writes those of the records that fit into the FIFO at once, each as a whole, and
// drops the others.
func (w *writer) offer(records []byte, delimiter byte) error {
	ready, err := w.isReady()
	if err != nil {
		return err
	}
	for len(records) > 0 {
		length := nextWrite(records, delimiter)
		if ready {
			ready, err = w.offerAtOnce(records[:length], delimiter)
		} else {
			w.dropped.Add(int64(bytes.Count(records[:length], []byte{delimiter})))
		}
		if err != nil {
			return err
		}
		records = records[length:]
	}
	if len(w.drop.rest) == 0 && w.drop.isOpen {
		return w.unlock()
	}
	return nil
}

// isReady reports whether the FIFO has a reader, and this writer has the turn.
func (w *writer) isReady() (bool, error) {
	if err := w.leaveReplaced(); err != nil {
		return false, err
	}
	if !w.drop.isOpen {
		if opened, err := w.tryOpen(); !opened {
			return false, err
		}
	}
	if w.noReaderLeft() {
		return false, nil
	}
	if len(w.drop.rest) > 0 { // and it still has the turn
		n, err := w.writeNow(w.drop.rest)
		w.drop.rest = w.drop.rest[n:]
		return len(w.drop.rest) == 0, err
	}
	err := fifo.TryLockWriters(w.descriptor)
	if errors.Is(err, fifo.ErrLocked) {
		return false, nil
	}
	return err == nil, w.fifo.Wrap(err)
}

// tryOpen opens the FIFO if it has a reader. Uninterrupted: a signal's report makes later
// writes fail, and an open after it would undo that.
func (w *writer) tryOpen() (opened bool, err error) {
	w.program.Uninterrupted(func() {
		var descriptor int
		descriptor, err = w.fifo.TryOpen(unix.O_WRONLY)
		if err == nil {
			err = pipe.Replace(w.descriptor, descriptor)
		}
		w.drop.isOpen = err == nil
	})
	if errors.Is(err, unix.ENXIO) {
		return false, nil
	}
	if err == nil {
		w.program.Narrate("%v: a reader is there", w.fifo)
	}
	return err == nil, w.fifo.Wrap(err)
}

// leaveReplaced leaves a FIFO that has been replaced, once it is empty or has no reader.
func (w *writer) leaveReplaced() error {
	hasReader := w.drop.isOpen && !w.noReaderLeft()
	check := w.fifo.CheckName
	if hasReader {
		check = w.fifo.CheckNameAgain
	}
	err := check()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fifo.ErrReplaced):
	case hasReader:
		return nil // another file may have the name for a moment
	default:
		return fmt.Errorf("%w: %s", err, w.close())
	}
	if w.drop.isOpen {
		unread, err := w.unread()
		switch {
		case err != nil:
			return w.fifo.Wrap(err)
		case hasReader && (unread > 0 || len(w.drop.rest) > 0):
			return nil
		case unread > 0 && w.written.Load() > 0:
			w.reportLost()
		}
	}
	if len(w.drop.rest) > 0 {
		w.dropped.Add(1)
	}
	w.drop = dropping{}
	if err := pipe.Detach(w.descriptor); err != nil {
		return err
	}
	if err := w.fifo.Follow(); err != nil {
		return err
	}
	return w.refuseSelf()
}

// offerAtOnce writes records, which are one record or fit into PIPE_BUF, or drops those
// that do not fit. ready is false if nothing more can be written now.
func (w *writer) offerAtOnce(records []byte, delimiter byte) (ready bool, err error) {
	if len(records) > pipe.Buf && !w.hasRoom(len(records)) {
		w.dropped.Add(1)
		return true, nil
	}
	n, err := w.writeNow(records)
	if err != nil || n == len(records) {
		return true, err
	}
	if n > 0 {
		w.drop.rest = bytes.Clone(records[n:])
		return false, nil
	}
	if count := bytes.Count(records, []byte{delimiter}); count > 1 { // a shorter one may fit
		first := bytes.IndexByte(records, delimiter) + 1
		if _, err := w.offerAtOnce(records[:first], delimiter); err != nil {
			return true, err
		}
		return w.offerAtOnce(records[first:], delimiter)
	}
	w.dropped.Add(1)
	return true, nil
}

// hasRoom reports whether a record of length bytes surely fits into the FIFO, which it
// enlarges if necessary.
func (w *writer) hasRoom(length int) bool {
	for {
		unread, err := w.unread()
		size, sizeErr := pipe.Size(w.descriptor)
		if err != nil || sizeErr != nil {
			return false
		}
		if fits(length, unread, size) {
			return true
		}
		if !w.fifo.Enlarge(w.descriptor) {
			return false
		}
	}
}

// writeNow writes what fits into the FIFO, which may be nothing.
func (w *writer) writeNow(data []byte) (n int, err error) {
	n, err = pipe.Descriptor(w.descriptor).TryWrite(data)
	w.written.Add(int64(n))
	w.flow.Add(int64(n))
	w.fifo.Idle.Check(n > 0)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EPIPE) {
		err = nil
	}
	return n, w.fifo.Wrap(err)
}

// endDropping fails if a line was dropped, or left unread. A reader that is there has a
// tenth of a second to take the last ones.
func (w *writer) endDropping() error {
	over := make(chan struct{})
	timer := time.AfterFunc(time.Second/10, func() { close(over) })
	defer timer.Stop()
	if len(w.drop.rest) > 0 {
		if _, err := w.isReady(); err != nil {
			return err
		}
	}
	if len(w.drop.rest) > 0 {
		w.dropped.Add(1)
	}
	unread := 0
	if w.drop.isOpen && w.written.Load() > 0 {
		watch := pipe.NewWatch(w.descriptor, nil)
		for isOver := false; !isOver; {
			isOver = w.noReaderLeft()
			unread, _ = w.unread()
			isOver = isOver || unread == 0
			select {
			case <-over:
				isOver = true
			default:
				if !isOver {
					watch.Await(over)
				}
			}
		}
		watch.End()
	}
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	if unread == 0 && w.dropped.Load() == 0 {
		return nil
	}
	return fmt.Errorf("%v: not everything was read: %s", w.fifo, w.close())
}
