package fifo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// The records of several writers don't mix, since each writer locks the FIFO while
// it writes whole records; a record goes to one reader, since each reader locks it
// until it has taken its records. The two kinds of lock, by fcntl and by flock,
// know nothing of each other, so that readers and writers don't wait for each
// other's. The kernel unlocks for whoever ends.

// pipeBuf is PIPE_BUF: a write of so many bytes is never mixed with others, pipe(7).
const pipeBuf = 4096

// CheckRecords returns an error where option, which is about records, can't be had.
func CheckRecords(string) error { return nil }

// SendRecords copies standard input into the FIFO as CopyFromInput does, but whole
// records only, each on its way as soon as it is complete. A last record that has
// no delimiter gets one.
func (e *End) SendRecords(delimiter byte) error {
	if err := e.isNot(unix.Stdin, "standard input"); err != nil {
		return err
	}
	e.startProgress(inputSize())
	buffer := make([]byte, 0, 64<<10)
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, make([]byte, len(buffer))...)[:len(buffer)]
		}
		seen := len(buffer)
		n, err := cli.Stdin.Read(buffer[seen:cap(buffer)])
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return fmt.Errorf("standard input: %w", err)
		}
		buffer = buffer[:seen+n]
		if ended && seen > 0 {
			buffer = append(buffer, delimiter)
		}
		whole := seen + bytes.LastIndexByte(buffer[seen:], delimiter) + 1
		if whole > seen {
			if err := e.send(buffer[:whole], delimiter); err != nil {
				return err
			}
			buffer = buffer[:copy(buffer, buffer[whole:])]
		}
		if ended {
			e.program.Narrate("end of input after %d bytes", e.moved.Load())
			return e.drain()
		}
	}
}

// send writes whole records. As many as are one atomic write are one write, whole
// beside any other writer. A longer one is whole beside writers that lock too, and
// beside the short writes of others if it finds room for all of it: a write that
// does not have to wait is not interrupted.
func (e *End) send(records []byte, delimiter byte) error {
	if err := e.lockWriters(); err != nil {
		return err
	}
	for len(records) > 0 {
		length := bytes.LastIndexByte(records[:min(pipeBuf, len(records))], delimiter) + 1
		if length == 0 {
			length = bytes.IndexByte(records, delimiter) + 1
			if err := e.awaitRoom(length); err != nil {
				return err
			}
		}
		if err := e.write(records[:length]); err != nil {
			return err
		}
		records = records[length:]
	}
	return e.unlockWriters()
}

// write writes all of data, with --keep to as many readers as it takes.
func (e *End) write(data []byte) error {
	for {
		n, err := cli.Descriptor(e.descriptor).Write(data)
		e.count(int64(n))
		data = data[n:]
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, unix.EPIPE):
			return e.failed(err)
		}
		if err := e.readerLeft(" before the end of input"); err != nil {
			return err
		}
	}
}

// awaitRoom waits until length bytes fit into the pipe, if they ever can. Its pages
// are at least half full: a write that fits into the last page goes there. It does not
// wait for a reader of records that waits itself, for the end of a record.
func (e *End) awaitRoom(length int) error {
	size, err := pipeSize(e.descriptor)
	if err != nil || length > size-2*pipeBuf {
		return e.failed(err)
	}
	for before := 0; ; {
		left, err := unread(e.descriptor)
		if err != nil || left == 0 || 2*left+length+2*pipeBuf <= size ||
			left == before && recordsAreTaken(e.descriptor) {
			return e.failed(err)
		}
		before = left
		alone, err := e.watch(left)
		if err != nil || alone {
			return e.failed(err) // the write will tell that the reader has left
		}
	}
}

// lockWriters locks the FIFO among writers. The lock is the open file description's:
// this process may have others. Whoever holds it may wait for a reader, and so does
// this writer then.
func (e *End) lockWriters() error {
	if e.setLock(unix.F_OFD_SETLK, unix.F_WRLCK) == nil {
		return nil
	}
	locked := make(chan error, 1)
	go func() { locked <- e.setLock(unix.F_OFD_SETLKW, unix.F_WRLCK) }()
	for {
		select {
		case err := <-locked:
			return e.failed(err)
		case <-time.After(100 * time.Millisecond):
		}
		events, err := poll(e.descriptor, 0, 0)
		if err != nil {
			return e.failed(err)
		}
		if events == 0 {
			continue
		}
		if err := e.readerLeft(" before the end of input"); err != nil {
			return err
		}
	}
}

func (e *End) unlockWriters() error {
	return e.failed(e.setLock(unix.F_OFD_SETLK, unix.F_UNLCK))
}

func (e *End) setLock(command int, kind int16) error {
	_, err := retry(func() (int, error) {
		lock := unix.Flock_t{Type: kind}
		return 0, unix.FcntlFlock(uintptr(e.descriptor), command, &lock)
	})
	return err
}

// TakeRecords takes count records out of the FIFO, and leaves what follows to other
// readers. A record leaves the FIFO only when it has been written to standard
// output; until then it is only looked at. It returns an error without a word if
// the last writer has left before the first record.
func (e *End) TakeRecords(count uint64, delimiter byte) error {
	if err := e.lockReaders(); err != nil {
		return err
	}
	view, err := newView(e.descriptor)
	if err != nil {
		return e.failed(err)
	}
	e.startProgress(0)
	// begun: a part of a record that the pipe can't hold whole has been taken.
	begun := false
	for taken := uint64(0); taken < count; {
		left, err := poll(e.descriptor, 0, 0) // before the look, which then sees the last byte
		if err != nil {
			return e.failed(err)
		}
		data, all, full, err := view.look()
		if err != nil {
			return e.failed(err)
		}
		length, records := measure(data, delimiter, count-taken)
		switch {
		case records > 0: // all of them that are wanted, or that are there
			begun = false
		case !all:
			if err := view.widen(); err != nil {
				return e.failed(err)
			}
			continue
		case len(data) > 0 && (full || begun):
			length, begun = len(data), true
		case left == 0:
			err = e.awaitMore(len(data))
		case len(data) > 0 || begun: // its writer has left without ending it
			length, records, begun = len(data), 1, false
		case *e.options.keep:
			unix.Flock(e.descriptor, unix.LOCK_UN) // for those that do not wait
			if err := e.awaitWriter(); err != nil {
				return err
			}
			if err := e.lockReaders(); err != nil {
				return err
			}
		case taken == 0:
			e.program.Narrate("%s: the last writer has left", cli.Quote(e.path))
			return &cli.Error{Status: cli.Failed}
		default:
			return nil
		}
		if err != nil {
			return e.failed(err)
		}
		if err := e.take(view, data[:length]); err != nil {
			return err
		}
		taken += records
	}
	e.program.Narrate("%s: took %d records, %d bytes", cli.Quote(e.path), count, e.moved.Load())
	return nil
}

// lockReaders locks the FIFO among readers of records.
func (e *End) lockReaders() error {
	_, err := retry(func() (int, error) { return 0, unix.Flock(e.descriptor, unix.LOCK_EX) })
	return e.failed(err)
}

// measure returns the length of the first count records in data, or of as many
// whole ones as are there, and how many they are.
func measure(data []byte, delimiter byte, count uint64) (length int, records uint64) {
	for records < count {
		end := bytes.IndexByte(data[length:], delimiter)
		if end < 0 {
			break
		}
		length += end + 1
		records++
	}
	return length, records
}

// stepAside leaves the FIFO for as long as a reader of records is at work and the
// bytes in it stay as many as they were. A last record without a delimiter ends
// where the writers have left, so that its reader waits for them to leave; and they
// wait for it to take the record. A reading end keeps what the pipe holds. Readers
// that come meanwhile would wait for a writer: they are shown one now and then.
func (e *End) stepAside(were int) error {
	if !recordsAreTaken(e.descriptor) {
		return nil
	}
	reading, err := e.place.open(e.path, unix.O_RDONLY|unix.O_NONBLOCK)
	if errors.Is(err, unix.EACCES) {
		return nil // who may not read can't keep what is there; -l needs no such thing
	}
	if err != nil {
		return err
	}
	defer unix.Close(reading)
	e.program.Narrate("%s: step aside for a reader that waits for the end of the last record", cli.Quote(e.path))
	unix.Close(e.descriptor)
	for err == nil && recordsAreTaken(reading) {
		var left int
		left, err = unread(reading)
		if left != were {
			break
		}
		const pause = 10 // milliseconds
		poll(-1, 0, pause)
		if shown, err := e.place.open(e.path, unix.O_WRONLY); err == nil {
			unix.Close(shown)
		}
	}
	back, failed := e.place.open(e.path, unix.O_WRONLY)
	e.descriptor = back
	return errors.Join(err, failed)
}

// recordsAreTaken tells whether some reader holds the lock of readers.
func recordsAreTaken(descriptor int) bool {
	err := unix.Flock(descriptor, unix.LOCK_SH|unix.LOCK_NB)
	if err == nil {
		unix.Flock(descriptor, unix.LOCK_UN)
	}
	return errors.Is(err, unix.EWOULDBLOCK)
}

// awaitMore waits for more than the bytes that are there.
func (e *End) awaitMore(are int) error {
	if are == 0 {
		return wait(e.descriptor, unix.POLLIN)
	}
	_, err := e.watch(are)
	return err
}

// take writes data, which is what the FIFO begins with, to standard output, and
// only then takes it out of the FIFO. No kill can come between the bytes of that: to
// move what is there to /dev/null does not wait.
func (e *End) take(view *view, data []byte) error {
	if _, err := cli.Stdout.Write(data); err != nil {
		return cli.OutputError(err)
	}
	for left := len(data); left > 0; {
		n, err := retry(func() (int64, error) {
			return unix.Splice(e.descriptor, nil, view.nowhere, nil, left, unix.SPLICE_F_NONBLOCK)
		})
		if err == nil && n == 0 || errors.Is(err, unix.EAGAIN) {
			err = errors.New("somebody else has read from it, not by records")
		}
		if err != nil {
			return e.failed(err)
		}
		e.count(n)
		left -= int(n)
	}
	return nil
}

// view is a look at what a FIFO begins with: tee(2) copies it into a pipe of our
// own without taking it out.
type view struct {
	fifo          int
	in, out       int // the ends of our pipe
	nowhere       int // /dev/null
	buffer        []byte
	width, widest int
	tooSmall      bool // the last look filled our pipe, but perhaps not the FIFO
}

func newView(fifo int) (*view, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return nil, err
	}
	nowhere, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	v := &view{fifo: fifo, in: ends[1], out: ends[0], nowhere: nowhere, width: pipeBuf}
	v.fit() // if that may be; else it is tried again when it must be
	return v, nil
}

// sizes returns how much the FIFO, which another may have enlarged, and our pipe can
// hold.
func (v *view) sizes() (fifo, ours int) {
	fifo, _ = pipeSize(v.fifo) // which does not fail for a pipe
	ours, _ = pipeSize(v.in)
	return fifo, ours
}

// fit makes our pipe as large as the FIFO. A user who is not root has so many pages for
// pipes: fs.pipe-user-pages-soft in pipe(7).
func (v *view) fit() error {
	fifo, ours := v.sizes()
	v.widest = fifo
	if ours >= fifo {
		return nil
	}
	_, err := unix.FcntlInt(uintptr(v.in), unix.F_SETPIPE_SZ, fifo)
	return err
}

func pipeSize(descriptor int) (int, error) {
	return unix.FcntlInt(uintptr(descriptor), unix.F_GETPIPE_SZ, 0)
}

// widen has the next look see more: the most records are short, and looking at what
// is not taken is for nothing.
func (v *view) widen() error {
	if v.tooSmall {
		if err := v.fit(); err != nil {
			return fmt.Errorf("can't look at a record of over %d bytes: no pipe as large as that: %w", len(v.buffer), err)
		}
	}
	v.width = min(16*v.width, v.widest+1)
	return nil
}

// look returns what the FIFO begins with; whether that is all that it holds; and,
// if so, whether it is full, so that no more can come before some of it is taken.
func (v *view) look() (data []byte, all, full bool, err error) {
	n, err := retry(func() (int64, error) {
		return unix.Tee(v.fifo, v.in, v.width, unix.SPLICE_F_NONBLOCK)
	})
	if errors.Is(err, unix.EAGAIN) { // there is nothing
		return nil, true, false, nil
	}
	if err != nil {
		return nil, false, false, err
	}
	all = int(n) < v.width
	events, err := poll(v.in, unix.POLLOUT, 0)
	if err != nil {
		return nil, false, false, err
	}
	if events&unix.POLLOUT == 0 { // our pipe is full, and so is the FIFO if that is no larger
		fifo, ours := v.sizes()
		v.tooSmall = ours < fifo
		all = all && !v.tooSmall
		full = all
	}
	if len(v.buffer) < int(n) {
		v.buffer = make([]byte, n)
	}
	data = v.buffer[:n]
	if _, err := io.ReadFull(cli.Descriptor(v.out), data); err != nil {
		return nil, false, false, err
	}
	return data, all, full, nil
}
