package fifo

import (
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// CopyFromInput copies standard input into the FIFO until its end, and then waits
// until readers have taken every byte out of the FIFO. A reader that leaves before
// is an error, which tells what was not read, or with --keep no more than a reason
// to wait for the next.
func (e *End) CopyFromInput() error {
	if err := e.isNot(unix.Stdin, "standard input"); err != nil {
		return err
	}
	e.startProgress(inputSize())
	cli.EnlargePipe(unix.Stdin)
	copying := transfer{to: e.descriptor, from: unix.Stdin, count: e.count}
	for {
		err := copying.run()
		var failed *writeError
		switch {
		case err == nil:
			e.program.Narrate("end of input after %d bytes", e.moved.Load())
			return e.drain()
		case !errors.As(err, &failed):
			return fmt.Errorf("standard input: %w", err)
		case !errors.Is(err, unix.EPIPE):
			return e.failed(failed.err)
		}
		if err := e.readerLeft(" before the end of input"); err != nil {
			return err
		}
	}
}

// isNot returns an error if a standard file is the FIFO itself: what comes out of it
// would go into it again, without end.
func (e *End) isNot(descriptor int, name string) error {
	var stat unix.Stat_t
	if unix.Fstat(descriptor, &stat) == nil && e.place.is(stat) {
		return fmt.Errorf("%s is %s itself", name, cli.Quote(e.path))
	}
	return nil
}

// count counts bytes that have been written to the FIFO, or read from it.
func (e *End) count(n int64) {
	e.moved.Add(n)
	e.bar.add(n)
}

// drain waits until readers have taken everything out of the FIFO.
func (e *End) drain() error {
	for before := 0; ; {
		left, err := unread(e.descriptor)
		if err != nil {
			return e.failed(err)
		}
		if left == 0 {
			e.program.Narrate("%s: every byte has been taken", cli.Quote(e.path))
			return nil
		}
		if left == before {
			if err := e.stepAside(left); err != nil {
				return e.failed(err)
			}
		}
		before = left
		alone, err := e.watch(left)
		if err != nil {
			return e.failed(err)
		}
		if !alone {
			continue
		}
		// The last reader may have taken the last byte before it left.
		left, err = unread(e.descriptor)
		if err != nil || left == 0 {
			continue
		}
		if err := e.readerLeftUnread("", left); err != nil {
			return err
		}
	}
}

// watch waits until the bytes in the pipe are no longer as many as they were, or
// there is no peer, or for a while. Neither end is told that a pipe has become
// empty, or holds more than it did, so it looks at intervals, longer and longer ones.
func (e *End) watch(were int) (alone bool, err error) {
	const shortest, longest = 1, 64 // milliseconds
	for pause := shortest; pause <= longest; pause *= 2 {
		events, err := poll(e.descriptor, 0, pause)
		if err != nil || events != 0 {
			return true, err
		}
		if now, err := unread(e.descriptor); err != nil || now != were {
			return false, err
		}
	}
	return false, nil
}

// readerLeft returns the error for a reader that left too early; with --keep it
// waits for the next reader instead. What the pipe holds stays there as long as it
// is open, and a second open for writing blocks until there is a reader again.
func (e *End) readerLeft(early string) error {
	left, err := unread(e.descriptor)
	if err != nil {
		return e.failed(err)
	}
	return e.readerLeftUnread(early, left)
}

// readerLeftUnread is readerLeft for a reader that has left so many bytes unread.
func (e *End) readerLeftUnread(early string, left int) error {
	if !*e.options.keep {
		unix.Close(e.descriptor) // lest a reader comes and gets what is told to be unread
		return fmt.Errorf("%s: the reader left%s: %s", cli.Quote(e.path), early, figures(e.moved.Load(), left))
	}
	waited := e.waitFor(e.peer, ": "+figures(e.moved.Load(), left))
	came := make(chan error, 1)
	go func() {
		descriptor, err := e.place.open(e.path, unix.O_WRONLY)
		if err == nil {
			unix.Close(descriptor)
		}
		came <- err
	}()
	for {
		select {
		case err := <-came:
			waited(err)
			return e.failed(err)
		case <-time.After(50 * time.Millisecond):
		}
		// One may have come, read and left before the open began to wait.
		if now, err := unread(e.descriptor); err != nil || now != left {
			waited(err)
			return e.failed(err)
		}
	}
}

// figures tells what has become of the bytes that were moved, of which left are in the
// pipe; some of these may be other writers'.
func figures(moved int64, left int) string {
	return fmt.Sprintf("%d bytes written, %d of them unread", moved, min(int64(left), moved))
}

// CopyToOutput copies the FIFO to standard output until the last writer has left;
// with --keep it then waits for the next.
func (e *End) CopyToOutput() error {
	if err := e.isNot(unix.Stdout, "standard output"); err != nil {
		return err
	}
	e.startProgress(0)
	cli.EnlargePipe(unix.Stdout)
	copying := transfer{to: unix.Stdout, from: e.descriptor, count: e.count}
	for {
		err := copying.run()
		var failed *writeError
		switch {
		case errors.As(err, &failed):
			return cli.OutputError(failed.err)
		case err != nil:
			return e.failed(err)
		}
		e.program.Narrate("%s: the last writer has left after %d bytes", cli.Quote(e.path), e.moved.Load())
		if !*e.options.keep {
			return nil
		}
		if err := e.awaitWriter(); err != nil {
			return err
		}
	}
}

// soFar returns how far this end has come. It looks first at what has been written,
// and then at what is unread, so that no byte counts as taken that is not.
func (e *End) soFar() string {
	moved := e.moved.Load()
	if e.peer == "writer" {
		return fmt.Sprintf("%d bytes read", moved)
	}
	var left int
	if moved > 0 {
		left, _ = unread(e.descriptor)
	}
	return figures(moved, left)
}

// tellWhenAsked answers each SIGUSR1 with how far this end has come, as dd(1) does.
func (e *End) tellWhenAsked() {
	asked := e.program.Intercept(unix.SIGUSR1)
	go func() {
		for range asked {
			e.program.Warn(fmt.Errorf("%s: so far %s", cli.Quote(e.path), e.soFar()))
		}
	}()
}

// transfer moves everything from one descriptor to another.
type transfer struct {
	to, from int
	count    func(int64) // is told of each number of bytes that has been moved
	pending  []byte      // read, but not written yet
	buffer   []byte
}

// writeError is an error of the side that is written to.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// copyPlainly moves everything by reading and writing. After a writeError it can be
// called again, and goes on with the first byte that was not written.
func (t *transfer) copyPlainly() error {
	if t.buffer == nil {
		t.buffer = make([]byte, 256<<10)
	}
	for {
		if len(t.pending) == 0 {
			n, err := cli.Descriptor(t.from).Read(t.buffer)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			t.pending = t.buffer[:n]
		}
		n, err := cli.Descriptor(t.to).Write(t.pending)
		t.pending = t.pending[n:]
		t.count(int64(n))
		if err != nil {
			return &writeError{err}
		}
	}
}
