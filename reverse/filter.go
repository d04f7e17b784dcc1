package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"ipctools/internal/cli"
)

// inputError is an error that ends only the file that it is about.
type inputError struct {
	name string
	err  error
}

func (e *inputError) Error() string {
	return fmt.Sprintf("%s: %v", cli.Quote(e.name), cli.Reason(e.err))
}

// format tells what records and characters are.
type format struct {
	unit      unit
	delimiter byte
}

// trim returns record without the \r that belongs to the end of its line, if the
// line has an end.
func (f *format) trim(record []byte, ended bool) []byte {
	if last := len(record) - 1; ended && f.delimiter == '\n' && last >= 0 && record[last] == '\r' {
		return record[:last]
	}
	return record
}

// limit tells where to stop before the input ends.
type limit struct {
	counted bool
	count   uint64 // records left, if counted
	stop    []byte // the record to stop at; nil for none
	stopped bool   // it has been read
}

func (l *limit) done() bool { return l.stopped || l.counted && l.count == 0 }

// take counts record and tells whether it is to be printed.
func (l *limit) take(record []byte) bool {
	if l.stop != nil && bytes.Equal(record, l.stop) {
		l.stopped = true
		return false
	}
	l.count-- // of no account if nothing is counted
	return true
}

// filter reverses records from one input after the other.
type filter struct {
	format
	limit
	records uint64
	passed  int // bytes of the record to stop at, which are read, but not printed
	buffer  []byte
}

const bufferSize = 256 << 10

// copy reverses the records of input, called name in errors, onto output. It
// writes all whole records that it has before it reads, and so perhaps waits,
// again. The records are reversed in place: what is held is the longest record.
func (f *filter) copy(output io.Writer, input io.Reader, name string) error {
	if f.buffer == nil {
		f.buffer = make([]byte, 0, bufferSize)
	}
	buffer := f.buffer[:0]
	for {
		if len(buffer) == cap(buffer) {
			larger, err := grow(buffer)
			if err != nil {
				return &inputError{name, fmt.Errorf("a record of over %d bytes: %w", len(buffer), err)}
			}
			f.buffer, buffer = larger, larger
		}
		seen := len(buffer)
		n, failed := input.Read(buffer[seen:cap(buffer)])
		buffer = buffer[:seen+n]
		whole := 0
		// IndexByte is the faster one where there is none.
		if bytes.IndexByte(buffer[seen:], f.delimiter) >= 0 {
			whole = seen + bytes.LastIndexByte(buffer[seen:], f.delimiter) + 1
		}
		if failed != nil {
			whole = len(buffer) // the last record may have no end
		}
		used := f.reverse(buffer[:whole])
		if used > 0 {
			if _, err := output.Write(buffer[:used]); err != nil {
				return cli.OutputError(err)
			}
		}
		switch {
		case f.done():
			giveBack(input, len(buffer)-used-f.passed)
			return nil
		case errors.Is(failed, io.EOF):
			return nil
		case failed != nil:
			return &inputError{name, failed}
		}
		buffer = buffer[:copy(buffer, buffer[whole:])]
	}
}

// reverse reverses the records in text until the limit is reached, and returns
// how much of text is to be printed. A record is reversed in place: first the bytes
// within each character that has more than one, then all bytes.
func (f *filter) reverse(text []byte) (used int) {
	for used < len(text) && !f.done() {
		length, ascii := recordLength(text[used:], f.delimiter)
		end := min(used+length+1, len(text))
		record := f.trim(text[used:used+length], end > used+length)
		if !f.take(record) {
			f.passed = end - used
			break
		}
		f.records++
		// In ASCII only \r\n is a character of two bytes (UAX #29, GB3), and only what
		// ends in NUL can have one inside.
		if !ascii || f.delimiter != '\n' && bytes.IndexByte(record, '\n') >= 0 {
			f.reverseCharacters(record)
		}
		reverseBytes(record)
		used = end
	}
	return used
}

// giveBack leaves what was read too much to the next program that reads the
// same open file, as head(1) does. A pipe can't take it back.
func giveBack(input io.Reader, unread int) {
	if seeker, ok := input.(io.Seeker); ok {
		seeker.Seek(-int64(unread), io.SeekCurrent)
	}
}
