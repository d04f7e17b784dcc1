package main

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// unread returns how many bytes nobody has read yet, of this writer or of others.
func (w *writer) unread() (int, error) { return pipe.Unread(w.descriptor) }

// tally words what has become of the bytes written, when unread bytes are in the FIFO.
func tally(written int64, unread int) string {
	return fmt.Sprintf("%d bytes written, %d of them unread", written, min(int64(unread), written))
}

// drain waits until readers have taken every byte out of the FIFO.
func (w *writer) drain() error {
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	for before := 0; ; {
		unread, err := w.unread()
		if err != nil {
			return w.fifo.Wrap(err)
		}
		if unread == 0 {
			w.program.Narrate("%v: every byte has been taken", w.fifo)
			return nil
		}
		if unread == before {
			if err := w.yieldToReader(unread); err != nil {
				return w.fifo.Wrap(err)
			}
		}
		before = unread
		alone, err := pipe.AwaitChange(w.descriptor, unread)
		if err != nil {
			return w.fifo.Wrap(err)
		}
		if !alone {
			continue
		}
		// The last reader may have taken the last byte before it left.
		unread, err = w.unread()
		if err != nil || unread == 0 {
			continue
		}
		if err := w.leftUnread("", unread); err != nil {
			return err
		}
	}
}

// yieldToReader stops being a writer while a reader waits for the end of a record. A last
// record without a delimiter ends only when the last writer leaves. So the reader waits
// for this writer to leave, and this writer for the reader to take the record: one must
// yield.
//
// A read end in place of the write end, under the same number, keeps the bytes in the
// FIFO meanwhile.
func (w *writer) yieldToReader(unread int) error {
	if !fifo.ReaderAwaitsEnd(w.descriptor) {
		return nil
	}
	readEnd, err := w.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if errors.Is(err, unix.EACCES) {
		return nil // a writer that may not read can't keep the bytes; with -l it need not
	}
	if err != nil {
		return err
	}
	w.program.Narrate("%v: step aside for a reader that waits for the end of the last record", w.fifo)
	err = w.replaceEnd(readEnd)
	for now := unread; err == nil && now == unread && fifo.ReaderAwaitsEnd(w.descriptor); {
		time.Sleep(time.Millisecond)
		now, err = w.unread()
	}
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
