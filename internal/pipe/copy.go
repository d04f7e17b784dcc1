package pipe

import (
	"errors"
	"io"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Copy moves everything from one descriptor to another.
//
// With OwnTo, Run writes small pieces instead of splicing them: each spliced piece takes
// a whole page of the pipe. To becomes non-blocking, so that Moved counts each byte in
// it.
type Copy struct {
	Ends

	// Uninterrupted, if it is set, runs the step that takes bytes from From before they
	// are written. No other program shares From, which becomes non-blocking.
	Uninterrupted func(step func())

	// ShouldStop, if it is set, is called when there is something to move. If it returns
	// true, Run stops, and returns ErrStopped.
	ShouldStop func() bool

	Flow Flow // of the bytes that have arrived

	pending     []byte // read, but not written yet
	held        atomic.Int64
	buffer      []byte
	nonBlocking bool // the descriptor that no other program shares has O_NONBLOCK
}

const (
	bufferSize  = 256 << 10
	largestPipe = 1 << 20 // the default of /proc/sys/fs/pipe-max-size
)

// ErrStopped is the error of Run after ShouldStop has returned true. Run can be called
// again.
var ErrStopped = errors.New("stopped")

// WriteError is an error of To.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return e.Err.Error() }
func (e *WriteError) Unwrap() error { return e.Err }

// Held returns how many bytes have been read and not written yet. It may be called while
// Run is at work.
func (c *Copy) Held() int64 { return c.held.Load() }

func (c *Copy) count(n int64) {
	c.Moved.Add(n)
	c.Flow.Add(n)
	c.Idle.Moved()
}

// plain moves everything by read(2) and write(2).
func (c *Copy) plain() error {
	for {
		if len(c.pending) == 0 && c.Uninterrupted == nil {
			if err := c.AwaitInput(); err != nil {
				return err
			}
		}
		err := c.copyOnce()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// copyOnce reads once, when there is input, unless bytes are pending. Then it writes all
// pending bytes. At the end of input it returns io.EOF.
func (c *Copy) copyOnce() error {
	if len(c.pending) == 0 {
		if err := c.read(); err != nil {
			return err
		}
	}
	if c.shouldStop() {
		return ErrStopped
	}
	if c.OwnTo {
		if err := c.dontBlock(c.To); err != nil {
			return &WriteError{err}
		}
	}
	piece := c.pieceSize()
	for len(c.pending) > 0 {
		n, err := c.WriteOnce(c.pending[:min(piece, len(c.pending))])
		c.pending = c.pending[n:]
		c.held.Store(int64(len(c.pending)))
		c.count(int64(n))
		if errors.Is(err, ErrIdle) {
			return err
		}
		if err != nil {
			c.held.Store(0)
			return &WriteError{err}
		}
	}
	return nil
}

// pieceSize returns how many bytes to write at once. Held falls after each piece. So
// where a slow reader may make a write wait, the pieces are small.
func (c *Copy) pieceSize() int {
	var stat unix.Stat_t
	if c.Uninterrupted == nil || unix.Fstat(c.To, &stat) == nil && stat.Mode&unix.S_IFMT == unix.S_IFREG {
		return len(c.buffer)
	}
	return 8 << 10
}

func (c *Copy) read() (err error) {
	if c.buffer == nil {
		c.buffer = make([]byte, c.readSize())
	}
	if c.Uninterrupted == nil {
		n, err := Descriptor(c.From).Read(c.buffer)
		c.pending = c.buffer[:n]
		return err
	}
	if err := c.dontBlock(c.From); err != nil {
		return err
	}
	if err := c.AwaitInput(); err != nil {
		return err
	}
	// What is read and can't be written is lost.
	if events, err := Poll(c.To, 0, 0); err == nil && readerLeft(events) && c.losesBytes(true) {
		return &WriteError{unix.EPIPE}
	}
	buffer := c.buffer
	if c.Idle != nil { // take only what To takes, so that no byte is lost at ErrIdle
		if err := c.AwaitRoom(); err != nil {
			return err
		}
		buffer = buffer[:Buf]
	}
	c.Uninterrupted(func() {
		var n int
		n, err = Retry(func() (int, error) { return unix.Read(c.From, buffer) })
		switch {
		case errors.Is(err, unix.EAGAIN):
			err = nil // another reader was faster
		case n == 0 && err == nil:
			err = io.EOF
		case err == nil:
			c.pending = buffer[:n]
			c.held.Store(int64(n))
		}
	})
	return err
}

// readSize returns how many bytes to read at once. A buffer as large as an enlarged pipe
// means a third fewer waits. But a reader that takes more out of a FIFO can lose more by
// SIGKILL.
func (c *Copy) readSize() int {
	if c.Uninterrupted == nil {
		return largestPipe
	}
	return bufferSize
}

func (c *Copy) shouldStop() bool { return c.ShouldStop != nil && c.ShouldStop() }

// dontBlock sets O_NONBLOCK on a descriptor that no other program shares. Without this
// flag, a splice is faster.
func (c *Copy) dontBlock(descriptor int) error {
	if c.nonBlocking {
		return nil
	}
	c.nonBlocking = true
	return unix.SetNonblock(descriptor, true)
}
