package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// unread returns how many bytes nobody has read yet, of this writer or of others.
func (w *writer) unread() (int, error) { return pipe.Unread(w.descriptor) }

// tally words what has become of the bytes written, when unread bytes are in the FIFO.
// Nothing in a FIFO shows which writer they come from.
func tally(written int64, unread int) string {
	if written == 0 || unread == 0 {
		return fmt.Sprintf("%d bytes written, 0 unread", written)
	}
	return fmt.Sprintf("%d bytes written, %d unread (other writers' included)", written, unread)
}

// drain waits until readers have taken every byte of this writer out of the FIFO: as many
// bytes as it held after the last write. What it holds less from one look to the next was
// taken. More was taken if other writers have written meanwhile, so it may wait too long.
func (w *writer) drain() error {
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	before, err := w.unread()
	ours := before
	watch := pipe.NewWatch(w.descriptor)
	defer func() { watch.End() }()
	for err == nil && ours > 0 {
		watch.Await(nil)
		alone := w.isAlone() // the first look: the last reader may take bytes until it leaves
		var now int
		if now, err = w.unread(); err != nil {
			break
		}
		ours -= max(0, before-now)
		switch {
		case ours <= 0:
		case alone:
			watch.End()
			if err := w.leftUnread("", now); err != nil {
				return err
			}
			watch = pipe.NewWatch(w.descriptor)
		case now == before && fifo.ReaderAwaitsEnd(w.descriptor):
			watch.End()
			err = w.yieldToReader(now)
			watch = pipe.NewWatch(w.descriptor)
		}
		before = now
	}
	if err != nil {
		return w.fifo.Wrap(err)
	}
	w.program.Narrate("%v: every byte has been taken", w.fifo)
	return nil
}

// yieldToReader stops being a writer while a reader waits for the end of a record. A last
// record without a delimiter ends only when the last writer leaves. So the reader waits
// for this writer to leave, and this writer for the reader to take the record: one must
// yield.
//
// A read end in place of the write end, under the same number, keeps the bytes in the
// FIFO meanwhile.
func (w *writer) yieldToReader(unread int) error {
	readEnd, err := w.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if errors.Is(err, unix.EACCES) {
		return nil // a writer that may not read can't keep the bytes; with -l it need not
	}
	if err != nil {
		return err
	}
	w.program.Narrate("%v: step aside for a reader that waits for the end of the last record", w.fifo)
	err = w.replaceEnd(readEnd)
	watch := pipe.NewWatch(w.descriptor) // that of a read end, which sees no reads
	for now := unread; err == nil && now == unread && fifo.ReaderAwaitsEnd(w.descriptor); {
		watch.Await(nil)
		now, err = w.unread()
	}
	watch.End()
	if err != nil {
		return err
	}
	writeEnd, err := w.fifo.Open(unix.O_WRONLY | unix.O_NONBLOCK) // the read end is its reader
	if err != nil {
		return err
	}
	return w.replaceEnd(writeEnd)
}

// replaceEnd puts an end of the FIFO in place of the one that the writer has.
func (w *writer) replaceEnd(end int) error {
	defer unix.Close(end)
	return unix.Dup3(end, w.descriptor, unix.O_CLOEXEC)
}
