package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// inputError ends the work on one file. The files after it are still reversed.
type inputError struct {
	name string
	err  error
}

func (e *inputError) Error() string {
	return fmt.Sprintf("%s: %v", cli.Quote(e.name), cli.Reason(e.err))
}

// splitting defines the records of the input, and the characters of a record.
type splitting struct {
	unit      unit
	delimiter byte
}

// trimCR returns record without its last \r, if that \r and a following \n end a line
// together. terminated reports whether the delimiter follows the record.
func (s splitting) trimCR(record []byte, terminated bool) []byte {
	if last := len(record) - 1; terminated && s.delimiter == '\n' && last >= 0 && record[last] == '\r' {
		return record[:last]
	}
	return record
}

// limit defines where to stop before the end of the input.
type limit struct {
	count   uint64 // the number of records left
	stop    []byte // the record to stop at, or nil
	stopped bool   // the record to stop at has been read
}

// unlimited is the count of a limit without a number of records.
const unlimited = math.MaxUint64

func (l *limit) done() bool { return l.stopped || l.count == 0 }

// take counts the next record, and reports whether to print it. The limit must not be
// done.
func (l *limit) take(record []byte) bool {
	if l.stop != nil && bytes.Equal(record, l.stop) {
		l.stopped = true
		return false
	}
	l.count--
	return true
}

// filter reverses the records of one input after another.
type filter struct {
	splitting
	limit
	records uint64
	skipped int // the length of the record to stop at, which is read but not printed
	buffer  []byte
	mirror  mirror
}

// copy reverses the records of input and writes them to output. Errors call the input
// name. Before each read, it writes all whole records that it has, because a read may
// wait. It reverses records in place, so memory grows only with the longest record.
func (f *filter) copy(output io.Writer, input io.Reader, name string) error {
	buffer := f.buffer[:0]
	for {
		if len(buffer) == cap(buffer) {
			larger, err := pipe.Grow(buffer)
			if err != nil {
				return &inputError{name, fmt.Errorf("a record of over %d bytes: %w", len(buffer), err)}
			}
			f.buffer, buffer = larger, larger
		}
		seen := len(buffer)
		n, readErr := input.Read(buffer[seen:cap(buffer)])
		buffer = buffer[:seen+n]
		whole := 0
		// If there is no delimiter, IndexByte finds that out faster than LastIndexByte.
		if bytes.IndexByte(buffer[seen:], f.delimiter) >= 0 {
			whole = seen + bytes.LastIndexByte(buffer[seen:], f.delimiter) + 1
		}
		if readErr != nil {
			whole = len(buffer) // the last record may have no delimiter
		}
		used := f.reverse(buffer[:whole])
		if used > 0 {
			if _, err := output.Write(buffer[:used]); err != nil {
				return cli.OutputError(err)
			}
		}
		switch {
		case f.done():
			seekBack(input, len(buffer)-used-f.skipped)
			return nil
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return &inputError{name, readErr}
		}
		buffer = buffer[:copy(buffer, buffer[whole:])]
	}
}

// reverse reverses the records of text in place, until the limit is reached. It returns
// the number of bytes to print.
func (f *filter) reverse(text []byte) (used int) {
	for used < len(text) && !f.done() {
		length, ascii := recordLength(text[used:], f.delimiter)
		end := min(used+length+1, len(text))
		record := f.trimCR(text[used:used+length], end > used+length)
		if !f.take(record) {
			f.skipped = end - used
			break
		}
		f.records++
		// In ASCII only \r\n is a character of two bytes (UAX #29, GB3). Only a record
		// that ends in NUL can contain it.
		if ascii && (f.delimiter == '\n' || bytes.IndexByte(record, '\n') < 0) {
			reverseBytes(record)
		} else {
			f.reverseCharacters(record)
		}
		used = end
	}
	return used
}

// reverseCharacters reverses a record that is not ASCII. A byte that is not UTF-8 is a
// character of its own, even if a combining accent follows.
func (f *filter) reverseCharacters(record []byte) {
	switch f.unit {
	case grapheme:
		f.mirror.reverse(record)
	case codePoint:
		reverseCodePoints(record)
	case octet:
		reverseBytes(record)
	}
}

// seekBack moves the file offset of input back over the unused bytes, as head(1) does, so
// that the next program reads them. It has no effect on a pipe, which can't seek.
func seekBack(input io.Reader, unread int) {
	if seeker, ok := input.(io.Seeker); ok {
		seeker.Seek(-int64(unread), io.SeekCurrent)
	}
}
