package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// sendLines copies standard input into the FIFO called path, each record as soon as it is
// complete. A last record without a delimiter gets one. Writers lock the FIFO, so that
// their records never mix: see "How lines stay whole among writers" in
// doc/how-it-works.md.
func (w *writer) sendLines(path string, delimiter byte) error {
	open, write, end := w.open, w.writeRecords, w.drain
	if w.drops {
		open, write, end = w.openToDrop, w.offer, w.endDropping
	}
	if err := open(path); err != nil {
		return err
	}
	// A write that does not block returns after each part, so that written counts all
	// bytes that are in the FIFO.
	if err := unix.SetNonblock(w.descriptor, true); err != nil {
		return w.fifo.Wrap(err)
	}
	var buffer []byte
	for {
		if len(buffer) == cap(buffer) {
			larger, err := pipe.Grow(buffer)
			if err != nil {
				return fmt.Errorf("standard input: a line of over %d bytes: %w", len(buffer), err)
			}
			buffer = larger
		}
		seen := len(buffer)
		if err := w.awaitInput(); err != nil {
			return err
		}
		n, err := pipe.Stdin.Read(buffer[seen:cap(buffer)])
		atEnd := errors.Is(err, io.EOF)
		if err != nil && !atEnd {
			return fmt.Errorf("standard input: %w", err)
		}
		buffer = buffer[:seen+n]
		if atEnd && seen > 0 {
			buffer = append(buffer, delimiter)
		}
		whole := seen + bytes.LastIndexByte(buffer[seen:], delimiter) + 1
		if whole > seen {
			if err := write(buffer[:whole], delimiter); err != nil {
				return err
			}
			buffer = buffer[:copy(buffer, buffer[whole:])]
		}
		if atEnd {
			return end()
		}
	}
}

// awaitInput waits for standard input. If meanwhile the last reader leaves bytes unread,
// awaitInput fails, or with --keep waits for the next reader, too.
func (w *writer) awaitInput() error {
	for {
		err := w.ends.AwaitInput()
		if !errors.Is(err, unix.EPIPE) {
			return err
		}
		if w.drops {
			alone := w.ends
			alone.To = -1 // which poll(2) ignores
			return alone.AwaitInput()
		}
		if err := w.readerGone(); err != nil {
			return err
		}
	}
}

// writeRecords writes whole records under the lock, as many at once as fit into PIPE_BUF:
// such a write is atomic beside any other writer (pipe(7)). Before a longer record it
// waits for room: the short writes of others can only interrupt a write that waits.
func (w *writer) writeRecords(records []byte, delimiter byte) error {
	if w.isReplaced() {
		if err := w.follow(); err != nil {
			return err
		}
	}
	if err := w.lock(); err != nil {
		return err
	}
	for len(records) > 0 {
		length := nextWrite(records, delimiter)
		if length > pipe.Buf {
			if err := w.awaitRoom(length); err != nil {
				return err
			}
		}
		if err := w.write(records[:length]); err != nil {
			return err
		}
		records = records[length:]
	}
	return w.unlock()
}

// nextWrite returns the length of as many whole records as fit into PIPE_BUF, or of the
// first record if that is longer.
func nextWrite(records []byte, delimiter byte) int {
	length := bytes.LastIndexByte(records[:min(pipe.Buf, len(records))], delimiter) + 1
	if length == 0 {
		length = bytes.IndexByte(records, delimiter) + 1
	}
	return length
}

// fits reports whether length bytes surely fit into a FIFO of size bytes. A write that
// does not fit into the last page begins a new page. So the pages may be only half full,
// and the unread bytes may use twice their length.
func fits(length, unread, size int) bool {
	return unread == 0 && length <= size || 2*unread+length+2*pipe.Buf <= size
}

// write writes all of data. With --keep, one reader after another may take parts of it.
func (w *writer) write(data []byte) error {
	whole, follows := len(data), w.follows
	for len(data) > 0 {
		n, err := w.ends.WriteOnce(data)
		w.written.Add(int64(n))
		w.flow.Add(int64(n))
		data = data[n:]
		switch {
		case err == nil:
			continue
		case !errors.Is(err, unix.EPIPE):
			return w.fifo.Wrap(err)
		}
		if err := w.readerGone(); err != nil {
			return err
		}
		if w.follows == follows {
			continue
		}
		if len(data) < whole { // a record in parts, of which the new FIFO gets none
			w.lost += len(data)
			w.program.Warn(fmt.Errorf("%v: %w: the last %d bytes of a line were not written", w.fifo, fifo.ErrReplaced, len(data)))
			return w.lock()
		}
		if err := w.lock(); err != nil {
			return err
		}
		follows = w.follows
	}
	return nil
}

// awaitRoom waits until length bytes fit into the FIFO, which it enlarges if necessary.
// It does not wait if they can never fit, or if a reader waits for the end of a record.
func (w *writer) awaitRoom(length int) error {
	size, err := pipe.Size(w.descriptor)
	if err == nil && length > size && w.fifo.Enlarge(w.descriptor) {
		size, err = pipe.Size(w.descriptor)
	}
	if err != nil || length > size {
		return w.fifo.Wrap(err)
	}
	var watch *pipe.Watch
	for before := 0; ; {
		unread, err := w.unread()
		if err != nil || fits(length, unread, size) || w.noReaderLeft() ||
			unread == before && fifo.ReaderAwaitsEnd(w.descriptor) {
			return w.fifo.Wrap(err) // if the last reader has left, the write fails
		}
		if watch == nil {
			watch = pipe.NewWatch(w.descriptor, w.fifo.Idle)
			defer watch.End()
		} else if err := w.fifo.Idle.Check(unread != before); err != nil {
			return err
		}
		before = unread
		watch.Await(nil)
	}
}

// lock waits for this writer's turn among writers of whole records. If the last reader
// leaves meanwhile, lock fails, or with --keep waits for the next reader, too.
func (w *writer) lock() error {
	err := fifo.TryLockWriters(w.descriptor)
	if !errors.Is(err, fifo.ErrLocked) {
		return w.fifo.Wrap(err)
	}
	locked := make(chan struct{})
	go func() {
		err = fifo.LockWriters(w.descriptor)
		close(locked)
	}()
	waiting, follows := w.awaitTurn(), w.follows
	before, _ := w.unread()
	for {
		// No watch: each read would wake every writer that waits for its turn.
		select {
		case <-locked:
			waiting.Over(err)
			return w.fifo.Wrap(err)
		case <-time.After(time.Second / 4):
		}
		now, _ := w.unread()
		w.fifo.Idle.Check(now != before)
		before = now
		if !w.noReaderLeft() {
			continue
		}
		waiting.Over(unix.EPIPE)
		if err := w.readerGone(); err != nil {
			return err
		}
		if w.follows > follows {
			return w.lock() // the turn that it waits for is one of the old FIFO
		}
		waiting = w.awaitTurn()
	}
}

func (w *writer) awaitTurn() *fifo.Waiting {
	return w.fifo.Begin(fifo.Wait{
		Event: "turn among writers", IsTurn: true, Tally: ": " + w.tally(), Release: func() { w.close() },
	})
}

func (w *writer) unlock() error { return w.fifo.Wrap(fifo.UnlockWriters(w.descriptor)) }
