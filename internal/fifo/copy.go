package fifo

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// CopyFromInput copies standard input into the FIFO until its end, and then waits
// until readers have taken every byte out of the FIFO. A reader that leaves
// before is an error, which tells what was not read.
func (e *End) CopyFromInput() error {
	written, err := move(e.descriptor, unix.Stdin)
	var failed *writeError
	switch {
	case errors.As(err, &failed) && errors.Is(err, unix.EPIPE):
		return e.readerLeft(written, " before the end of input")
	case errors.As(err, &failed):
		return e.failed(failed.err)
	case err != nil:
		return fmt.Errorf("standard input: %w", err)
	}
	e.program.Narrate("end of input after %d bytes", written)
	return e.drain(written)
}

// drain waits until readers have taken everything out of the FIFO. No event tells
// a writer that its pipe is empty, so it looks from time to time; poll(2) cuts the
// time short when the last reader leaves.
func (e *End) drain(written int64) error {
	const shortest, longest = 1, 50 // milliseconds
	alone := false
	for pause := shortest; ; pause = min(2*pause, longest) {
		unread, err := unread(e.descriptor)
		if err != nil {
			return e.failed(err)
		}
		if unread == 0 {
			e.program.Narrate("%s: every byte has been taken", cli.Quote(e.Path))
			return nil
		}
		if alone {
			return e.readerLeft(written, "")
		}
		events, err := poll(e.descriptor, 0, pause)
		if err != nil {
			return e.failed(err)
		}
		// The last reader may have taken the last byte before it left.
		alone = events&unix.POLLERR != 0
	}
}

// readerLeft returns the error for a reader that left too early.
func (e *End) readerLeft(written int64, early string) error {
	unread, err := unread(e.descriptor)
	if err != nil {
		return e.failed(err)
	}
	return fmt.Errorf("%s: the reader left%s: %d bytes written, %d of them unread",
		cli.Quote(e.Path), early, written, unread)
}

// CopyToOutput copies the FIFO to standard output until the last writer has left.
func (e *End) CopyToOutput() error {
	read, err := move(unix.Stdout, e.descriptor)
	var failed *writeError
	switch {
	case errors.As(err, &failed):
		return cli.OutputError(failed.err)
	case err != nil:
		return e.failed(err)
	}
	e.program.Narrate("%s: the last writer has left after %d bytes", cli.Quote(e.Path), read)
	return nil
}

// writeError is an error of the side that is written to.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// copyPlainly moves everything from one descriptor to another by reading and
// writing, and returns how many bytes it has written.
func copyPlainly(to, from int) (moved int64, err error) {
	buffer := make([]byte, 256<<10)
	for {
		n, err := retry(func() (int, error) { return unix.Read(from, buffer) })
		switch {
		case errors.Is(err, unix.EAGAIN): // somebody has made it non-blocking
			err = wait(from, unix.POLLIN)
			if err != nil {
				return moved, err
			}
			continue
		case err != nil:
			return moved, err
		case n == 0:
			return moved, nil
		}
		n, err = writeAll(to, buffer[:n])
		moved += int64(n)
		if err != nil {
			return moved, &writeError{err}
		}
	}
}

func writeAll(to int, data []byte) (written int, err error) {
	for written < len(data) {
		n, err := retry(func() (int, error) { return unix.Write(to, data[written:]) })
		switch {
		case errors.Is(err, unix.EAGAIN):
			err = wait(to, unix.POLLOUT)
		case err == nil:
			written += n
		}
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
