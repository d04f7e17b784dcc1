package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// peeker reads the first bytes of a FIFO without removing them: tee(2) copies them into
// an ordinary pipe.
//
// A read end does not show whether a FIFO is full. But the copy gets the same pages: if
// both pipes have the same size, the FIFO is full exactly when the other pipe is.
type peeker struct {
	fifo              int
	readEnd, writeEnd int // of the pipe with the copy
	devNull           int
	buffer            []byte
	width             int   // how many bytes to peek at
	sizeErr           error // why that pipe is smaller than the FIFO
}

func newPeeker(fifo int) (*peeker, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return nil, fmt.Errorf("pipe: %w", err)
	}
	devNull, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", os.DevNull, err)
	}
	p := &peeker{fifo: fifo, readEnd: ends[0], writeEnd: ends[1], devNull: devNull, width: pipe.Buf}
	p.matchSize() // peek does this again, and keeps the error
	return p, nil
}

// peekMore makes the next peek return more bytes. The first peek returns few: most
// records are short, and it takes time to peek at bytes that are not taken.
func (p *peeker) peekMore() error {
	if p.sizeErr != nil {
		return fmt.Errorf("a record of over %d bytes needs a larger pipe: %w", len(p.buffer), p.sizeErr)
	}
	p.width *= 16
	return nil
}

// peek returns the first bytes of the FIFO; whether the FIFO holds no more; and, if so,
// whether it is full, so that more bytes can come only after some are removed.
func (p *peeker) peek() (data []byte, isAll, isFull bool, err error) {
	for {
		n, err := pipe.Retry(func() (int64, error) {
			return unix.Tee(p.fifo, p.writeEnd, p.width, unix.SPLICE_F_NONBLOCK)
		})
		if errors.Is(err, unix.EAGAIN) { // the FIFO is empty
			return nil, true, false, nil
		}
		if err != nil {
			return nil, false, false, err
		}
		events, err := pipe.Poll(p.writeEnd, unix.POLLOUT, 0)
		if err != nil {
			return nil, false, false, err
		}
		if len(p.buffer) < int(n) {
			p.buffer = make([]byte, n)
		}
		data = p.buffer[:n]
		if _, err := io.ReadFull(pipe.Descriptor(p.readEnd), data); err != nil {
			return nil, false, false, err
		}
		isAll, copyIsFull := int(n) < p.width, events&unix.POLLOUT == 0
		changed, sizeErr := p.matchSize()
		switch {
		case sizeErr == nil && changed:
			continue // to see whether the FIFO is full
		case sizeErr == nil:
			return data, isAll, isAll && copyIsFull, nil
		case copyIsFull: // and the FIFO may hold more
			p.sizeErr = sizeErr
			return data, false, false, nil
		default:
			return data, isAll, false, nil
		}
	}
}

// matchSize gives the peeker's pipe the size of the FIFO, which any process may change,
// and reports whether it had another size. It fails if the user's pipes have too many
// pages for that (pipe-user-pages-soft in pipe(7)).
func (p *peeker) matchSize() (changed bool, err error) {
	wanted, err := pipe.Size(p.fifo)
	if err != nil {
		return false, err
	}
	size, err := pipe.Size(p.writeEnd)
	if err != nil || size == wanted {
		return false, err
	}
	return true, pipe.Resize(p.writeEnd, wanted)
}
