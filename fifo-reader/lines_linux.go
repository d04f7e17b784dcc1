package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/fifo"
	"ipctools/internal/pipe"
)

// takeLines takes count records out of the FIFO called path, and leaves the rest to other
// readers, which wait for their turn. It prints a record before it removes it: see "How a
// reader takes a line" in doc/how-it-works.md. It fails without a message if the last
// writer has left before the first record.
func (r *reader) takeLines(path string, count uint64, delimiter byte) error {
	var err error
	if r.fifo, err = fifo.Find(r.program, r.options, path); err != nil || count == 0 {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	if err := r.lock(); err != nil {
		return err
	}
	head, err := newPeeker(r.descriptor)
	if err != nil {
		return err
	}
	inParts := false // a part of a record that is longer than the FIFO has been taken
	for taken := uint64(0); taken < count; {
		data, isAll, isFull, err := head.peek()
		if err != nil {
			return r.fifo.Wrap(err)
		}
		length, records := countRecords(data, delimiter, count-taken)
		switch {
		case records > 0: // all that are wanted, or all that are there
			inParts = false
		case !isAll:
			if err := head.peekMore(); err != nil {
				return r.fifo.Wrap(err)
			}
			continue
		case len(data) > 0 && isFull && r.fifo.Enlarge(r.descriptor):
			continue // the record may fit now
		case len(data) > 0 && (isFull || inParts):
			length, inParts = len(data), true
		case !r.isEnd(len(data)):
			if err := r.awaitMore(len(data)); err != nil {
				return r.fifo.Wrap(err)
			}
			continue
		case len(data) > 0 || inParts: // a last record without a delimiter
			length, records, inParts = len(data), 1, false
		case r.options.Keep && !r.fifo.IsUnnamed():
			if err := r.awaitNextWriter(); err != nil {
				return err
			}
			continue
		case taken == 0:
			r.program.Narrate("%v: the last writer has left", r.fifo)
			return &cli.Error{Status: cli.ExitFailure}
		default:
			count = taken // no more records will come
			continue
		}
		if err := r.consume(data[:length], head.devNull); err != nil {
			return err
		}
		taken += records
	}
	r.program.Narrate("%v: took %d records, %d bytes", r.fifo, count, r.taken.Load())
	return r.fifo.Wrap(r.warnOfLoss())
}

// warnOfLoss reports the bytes that are lost when this reader ends, if no other process
// has the FIFO open (fifo(7)). A write end shows whether there is another reader, and a
// read end whether there is a writer.
func (r *reader) warnOfLoss() error {
	unread, err := pipe.Unread(r.descriptor)
	if err != nil || unread == 0 || !r.isEnd(unread) {
		return err
	}
	writeEnd, err := r.fifo.Open(unix.O_WRONLY | unix.O_NONBLOCK)
	if errors.Is(err, unix.EACCES) {
		r.program.Warn(fmt.Errorf("%v: %d bytes are left, and lost unless another process has it open", r.fifo, unread))
		return nil
	}
	if err != nil {
		return err
	}
	unix.Close(r.descriptor)
	var limit time.Duration
	if r.options.Keep {
		limit = time.Second / 50 // until awaitWriter has closed its second open
	}
	events, err := pipe.Poll(writeEnd, 0, limit)
	if err != nil || events&unix.POLLERR == 0 {
		unix.Close(writeEnd)
		return err
	}
	readEnd, err := r.fifo.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	unix.Close(writeEnd)
	if err != nil {
		return err
	}
	r.descriptor = readEnd
	isEnd := r.isEnd(unread)
	unix.Close(readEnd) // before the message, which may have to wait
	if isEnd {
		r.program.Warn(fmt.Errorf("%v: %d bytes are left, and lost: no other process has it open", r.fifo, unread))
	}
	return nil
}

// isEnd reports whether no bytes come after the seen ones: no writer is left, and none
// has added bytes since the peek that saw them.
func (r *reader) isEnd(seen int) bool {
	events, err := pipe.Poll(r.descriptor, 0, 0)
	if err != nil || events&unix.POLLHUP == 0 {
		return false
	}
	unread, err := pipe.Unread(r.descriptor)
	return err == nil && unread == seen
}

// lock waits for this reader's turn among readers of records.
func (r *reader) lock() error {
	err := fifo.TryLockReaders(r.descriptor)
	if errors.Is(err, fifo.ErrLocked) {
		waiting := r.fifo.Begin(fifo.Wait{Event: "turn among readers", IsTurn: true, Release: r.close})
		err = fifo.LockReaders(r.descriptor)
		waiting.Over(err)
	}
	return r.fifo.Wrap(err)
}

// awaitNextWriter waits for a writer, with --keep. Meanwhile it gives up its turn, so
// that readers without --keep can get theirs, and fail.
func (r *reader) awaitNextWriter() error {
	if err := fifo.UnlockReaders(r.descriptor); err != nil {
		return err
	}
	if err := r.awaitNext(); err != nil {
		return err
	}
	return r.lock()
}

// countRecords returns the number of whole records in data, up to count, and their length
// in bytes.
func countRecords(data []byte, delimiter byte, count uint64) (length int, records uint64) {
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

// awaitMore waits until the FIFO holds more than the unread bytes, or until no writer is
// left. It may return too early. Meanwhile writers can see that a reader waits for the
// end of a record.
func (r *reader) awaitMore(unread int) error {
	if unread == 0 {
		return r.ends.AwaitInput()
	}
	if err := fifo.MarkAwaitsEnd(r.descriptor, true); err != nil {
		return err
	}
	if r.watch == nil {
		r.watch = pipe.NewWatch(r.descriptor, r.fifo.Idle)
	}
	for {
		events, err := pipe.Poll(r.descriptor, 0, 0)
		now, _ := pipe.Unread(r.descriptor)
		if err := r.fifo.Idle.Check(now != unread); err != nil {
			return err
		}
		if err != nil || events != 0 || now != unread {
			r.watch.End()
			r.watch = nil
			break
		}
		r.watch.Await(r.fifo.OutputLeft())
		select {
		case <-r.fifo.OutputLeft():
			return &pipe.WriteError{Err: unix.EPIPE}
		default:
		}
		if r.watch.IsAtRest() {
			break
		}
	}
	return fifo.MarkAwaitsEnd(r.descriptor, false)
}

// consume prints data, then removes it from the FIFO by a splice to /dev/null. A kill
// can't cut that in half, because such a splice does not wait.
func (r *reader) consume(data []byte, devNull int) error {
	if _, err := r.ends.Write(data); err != nil {
		return &pipe.WriteError{Err: err}
	}
	r.flow.Add(int64(len(data)))
	for left := len(data); left > 0; {
		n, err := pipe.Retry(func() (int64, error) {
			return unix.Splice(r.descriptor, nil, devNull, nil, left, unix.SPLICE_F_NONBLOCK)
		})
		if err == nil && n == 0 || errors.Is(err, unix.EAGAIN) {
			err = errors.New("another program has read from it meanwhile, without -n")
		}
		if err != nil {
			return r.fifo.Wrap(err)
		}
		r.taken.Add(n)
		left -= int(n)
	}
	return nil
}
