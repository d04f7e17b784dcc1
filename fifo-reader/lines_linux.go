package main

import (
	"bytes"
	"errors"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// takeLines takes count records out of the FIFO called path, and leaves the rest to other
// readers. A record leaves the FIFO only when it has been written to standard output;
// until then the reader only peeks at it. It fails without a message if the last writer
// has left before the first record.
//
// Readers of records take turns: each locks the FIFO until it has taken its records. This
// is flock(2), which does not see the writers' locks of fcntl(2), nor they this.
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
		return r.fifo.Wrap(err)
	}
	inParts := false // a part of a record that the FIFO can't hold whole has been taken
	for taken := uint64(0); taken < count; {
		// Hang-up is asked for before the peek, which then sees the last writer's last byte.
		hangup, err := pipe.Poll(r.descriptor, 0, 0)
		if err != nil {
			return r.fifo.Wrap(err)
		}
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
		case len(data) > 0 && (isFull || inParts):
			length, inParts = len(data), true
		case hangup == 0:
			err = r.awaitMore(len(data))
		case len(data) > 0 || inParts: // a last record without a delimiter
			length, records, inParts = len(data), 1, false
		case r.options.Keep:
			unix.Flock(r.descriptor, unix.LOCK_UN) // for readers without --keep, which fail
			if err := r.awaitWriter(); err != nil {
				return err
			}
			if err := r.lock(); err != nil {
				return err
			}
		case taken == 0:
			r.program.Narrate("%v: the last writer has left", r.fifo)
			return &cli.Error{Status: cli.ExitFailure}
		default:
			return nil
		}
		if err != nil {
			return r.fifo.Wrap(err)
		}
		if err := r.consume(data[:length], view.devNull); err != nil {
			return err
		}
		taken += records
	}
	r.program.Narrate("%v: took %d records, %d bytes", r.fifo, count, r.taken.Load())
	return nil
}

// lock locks the FIFO among readers of records.
func (r *reader) lock() error {
	_, err := pipe.Retry(func() (int, error) { return 0, unix.Flock(r.descriptor, unix.LOCK_EX) })
	return r.fifo.Wrap(err)
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

// awaitMore waits for more than the unread bytes that are in the FIFO, or until no writer is
// left. It may return too early.
func (r *reader) awaitMore(unread int) error {
	if unread == 0 {
		return pipe.Wait(r.descriptor, unix.POLLIN)
	}
	_, err := pipe.AwaitChange(r.descriptor, unread)
	return err
}

// consume prints data, then removes it from the FIFO by a splice to /dev/null, which waits
// for nothing, so that no kill can come between its bytes.
func (r *reader) consume(data []byte, devNull int) error {
	if _, err := pipe.Stdout.Write(data); err != nil {
		return cli.OutputError(err)
	}
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
