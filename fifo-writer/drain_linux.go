package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// unread returns how many unread bytes the FIFO holds, from this writer and from others.
func (w *writer) unread() (int, error) { return pipe.Unread(w.descriptor) }

// tally returns the figures of a report. Nothing in a FIFO shows which writer a byte
// comes from, so the unread bytes include those of other writers.
func tally(written int64, unread int) string {
	if written == 0 || unread == 0 {
		return fmt.Sprintf("%d bytes written, 0 unread", written)
	}
	return fmt.Sprintf("%d bytes written, %d unread (other writers' included)", written, unread)
}

// finalTally returns the last figures. It makes further writes fail, by replacing the
// descriptor, and waits 20 ms, so that a write that has just returned is counted.
func (w *writer) finalTally() string {
	writeEnd, err := unix.Dup(w.descriptor)
	if err != nil {
		return w.tally()
	}
	if devNull, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
		pipe.Redirect(w.descriptor, devNull)
	}
	time.Sleep(time.Second / 50)
	unread, _ := pipe.Unread(writeEnd)
	return w.withDropped(tally(w.written.Load(), unread))
}

// drain waits until readers have taken every byte, at the end of input.
func (w *writer) drain() error {
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	err := w.awaitTaken()
	if errors.Is(err, fifo.ErrReplaced) {
		w.reportLost()
		return nil
	}
	if err == nil {
		w.program.Narrate("%v: every byte has been taken", w.fifo)
	}
	return err
}

// awaitTaken waits until readers have taken as many bytes as the FIFO holds now.
// Bytes that other writers add may hide bytes that readers take. Then awaitTaken may
// wait longer than necessary, but it never ends too early: see "How a writer knows that
// every byte was read" in doc/how-it-works.md.
func (w *writer) awaitTaken() error {
	before, err := w.unread()
	ours := before
	if w.written.Load() == 0 {
		ours = 0
	}
	// leftUnread and yieldToReader have their own watches, whose end ends this one.
	watch := pipe.NewWatch(w.descriptor, w.fifo.Idle)
	defer func() { watch.End() }()
	for err == nil && ours > 0 {
		watch.Await(nil)
		noReader := w.noReaderLeft() // before unread: a leaving reader may take bytes
		var now int
		if now, err = w.unread(); err != nil {
			break
		}
		ours -= max(0, before-now)
		err = w.fifo.Idle.Check(now != before)
		switch {
		case ours <= 0, err != nil:
		case noReader:
			watch.End()
			if err := w.leftUnread("", now); err != nil {
				return err
			}
			watch = pipe.NewWatch(w.descriptor, w.fifo.Idle)
		case now == before && fifo.ReaderAwaitsEnd(w.descriptor):
			watch.End()
			err = w.yieldToReader(now)
			watch = pipe.NewWatch(w.descriptor, w.fifo.Idle)
		}
		before = now
	}
	return w.fifo.Wrap(err)
}

// yieldToReader replaces the write end by a read end until the reader has taken a last
// record without a delimiter, which ends only when the last writer leaves. The read end
// keeps the bytes in the FIFO: see "How a reader takes a line" in doc/how-it-works.md.
func (w *writer) yieldToReader(unread int) error {
	readEnd, err := w.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if errors.Is(err, unix.EACCES) {
		return nil // it can't keep the bytes; with -l each record has a delimiter
	}
	if err != nil {
		return err
	}
	w.program.Narrate("%v: step aside for a reader that waits for the end of the last record", w.fifo)
	inherited := w.inheritedEnds()
	err = w.replaceEnds(readEnd, inherited)
	watch := pipe.NewWatch(w.descriptor, w.fifo.Idle) // at a read end, no read wakes it
	for now := unread; err == nil && now == unread && fifo.ReaderAwaitsEnd(w.descriptor); {
		watch.Await(nil)
		if now, err = w.unread(); err == nil {
			err = w.fifo.Idle.Check(now != unread)
		}
	}
	watch.End()
	if err != nil {
		return err
	}
	writeEnd, err := w.fifo.Open(unix.O_WRONLY | unix.O_NONBLOCK) // readEnd is its reader
	if err != nil {
		return err
	}
	return w.replaceEnds(writeEnd, inherited)
}

// replaceEnds makes w.descriptor refer to end, and also other descriptors of the FIFO,
// which this process has inherited, as for fifo-writer /dev/fd/3 3>FIFO: with one of them
// it would stay a writer.
func (w *writer) replaceEnds(end int, inherited []int) error {
	for _, descriptor := range inherited {
		if err := unix.Dup3(end, descriptor, unix.O_CLOEXEC); err != nil {
			return err
		}
	}
	return pipe.Redirect(w.descriptor, end)
}

// inheritedEnds returns the descriptors other than w.descriptor that are write ends of
// the FIFO.
func (w *writer) inheritedEnds() (descriptors []int) {
	var ours unix.Stat_t
	entries, _ := os.ReadDir("/proc/self/fd")
	if unix.Fstat(w.descriptor, &ours) != nil {
		return nil
	}
	for _, entry := range entries {
		descriptor, _ := strconv.Atoi(entry.Name())
		var stat unix.Stat_t
		flags, err := unix.FcntlInt(uintptr(descriptor), unix.F_GETFL, 0)
		if err == nil && flags&unix.O_ACCMODE != unix.O_RDONLY && descriptor != w.descriptor &&
			unix.Fstat(descriptor, &stat) == nil && stat.Dev == ours.Dev && stat.Ino == ours.Ino {
			descriptors = append(descriptors, descriptor)
		}
	}
	return descriptors
}
