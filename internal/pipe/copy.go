package pipe

import (
	"errors"
	"io"
	"sync/atomic"
)

// Copy moves everything from one descriptor to another.
type Copy struct {
	To, From int
	Moved    *atomic.Int64 // grows with each byte that has arrived
	pending  []byte        // read, but not written yet
	buffer   []byte
}

// WriteError is an error of the side that is written to.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return e.Err.Error() }
func (e *WriteError) Unwrap() error { return e.Err }

// plain moves everything by read(2) and write(2).
func (c *Copy) plain() error {
	if c.buffer == nil {
		c.buffer = make([]byte, 256<<10)
	}
	for {
		if len(c.pending) == 0 {
			n, err := Descriptor(c.From).Read(c.buffer)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			c.pending = c.buffer[:n]
		}
		n, err := Descriptor(c.To).Write(c.pending)
		c.pending = c.pending[n:]
		c.Moved.Add(int64(n))
		if err != nil {
			return &WriteError{err}
		}
	}
}
