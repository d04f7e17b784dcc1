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
// readers. A record leaves the FIFO only when it has been written to standard output;
// until then the reader only peeks at it. It fails without a message if the last writer
// has left before the first record.
//
// Readers of records take turns: each locks the FIFO until it has taken its records.
func (r *reader) takeLines(path string, count uint64, delimiter byte) error {
	if err := r.find(path); err != nil || count == 0 {
		return err
	}
	if err := r.open(); err != nil {
		return err
	}
	if err := r.lock(); err != nil {
		return err
	}
	view, err := newPeeker(r.descriptor)
	if err != nil {
		return err
	}
	inParts := false // a part of a record that the FIFO can't hold whole has been taken
	for taken := uint64(0); taken < count; {
		data, isAll, isFull, err := view.peek()
		if err != nil {
			return r.fifo.Wrap(err)
		}
		length, records := countRecords(data, delimiter, count-taken)
		switch {
		case records > 0: // as many as are wanted, or as are there
			inParts = false
		case !isAll:
			if err := view.peekMore(); err != nil {
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
			count = taken // all that there will be
			continue
		}
		if err := r.consume(data[:length], view.devNull); err != nil {
			return err
		}
		taken += records
	}
	r.program.Narrate("%v: took %d records, %d bytes", r.fifo, count, r.taken.Load())
	return r.fifo.Wrap(r.warnOfLoss())
}

// warnOfLoss reports the bytes that are lost as this reader ends, because no other
// process has the FIFO open (fifo(7)). Another reader shows on a write end, a writer on a
// read end.
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
		limit = time.Second / 50 // for the second open of awaitWriter, which now succeeds
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

// isEnd reports whether the seen bytes are the last that the writers have sent: no writer
// is left, and nothing was added to the FIFO between the peek that saw them and that.
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

// awaitNextWriter waits for a writer, with --keep. Readers without --keep need not wait
// for that: they get their turn, and fail.
func (r *reader) awaitNextWriter() error {
	if err := fifo.UnlockReaders(r.descriptor); err != nil {
		return err
	}
	if err := r.awaitWriter(); err != nil {
		return err
	}
	return r.lock()
}

// countRecords returns how many of the first count records in data are whole, and their
// length in bytes.
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

// awaitMore waits for more than the unread bytes that are in the FIFO, or until no writer
// is left. It may return too early. Writers see meanwhile that it waits for the end of a
// record.
func (r *reader) awaitMore(unread int) error {
	if unread == 0 {
		return pipe.Wait(r.descriptor, unix.POLLIN)
	}
	if err := fifo.MarkAwaitsEnd(r.descriptor, true); err != nil {
		return err
	}
	watch := pipe.NewWatch(r.descriptor)
	for !watch.IsAtRest() {
		events, err := pipe.Poll(r.descriptor, 0, 0)
		if now, _ := pipe.Unread(r.descriptor); err != nil || events != 0 || now != unread {
			break
		}
		watch.Await(nil)
	}
	watch.End()
	return fifo.MarkAwaitsEnd(r.descriptor, false)
}

// consume prints data, then removes it from the FIFO by a splice to /dev/null, which
// waits for nothing, so that no kill can come between its bytes.
func (r *reader) consume(data []byte, devNull int) error {
	if _, err := pipe.Stdout.Write(data); err != nil {
		return cli.OutputError(err)
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
