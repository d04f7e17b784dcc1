package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// peeker sees what a FIFO begins with, without taking it out: tee(2) copies that into a
// pipe of the peeker's own, which then is read.
//
// Nothing shows on a read end whether a FIFO is full. But its own pipe gets the same
// pages: if both are of one size, the FIFO is full exactly when the own pipe is.
type peeker struct {
	fifo              int
	readEnd, writeEnd int // of the peeker's own pipe
	devNull           int
	buffer            []byte
	width             int   // bytes to peek at
	sizeErr           error // why the own pipe could not hold all of the FIFO
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
	p.matchSize() // peek does it again, and keeps its error
	return p, nil
}

// peekMore makes the next peek see more. Most records are short, and peeking at more than
// is taken costs time.
func (p *peeker) peekMore() error {
	if p.sizeErr != nil {
		return fmt.Errorf("can't look at a record of over %d bytes: no pipe as large as that: %w", len(p.buffer), p.sizeErr)
	}
	p.width *= 16
	return nil
}

// peek returns what the FIFO begins with; whether that is all that it holds; and, if so,
// whether the FIFO is full, so that more can come only after some of it is taken.
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
		isAll, ownIsFull := int(n) < p.width, events&unix.POLLOUT == 0
		changed, sizeErr := p.matchSize()
		switch {
		case sizeErr == nil && changed:
			continue // to see whether the FIFO is full
		case sizeErr == nil:
			return data, isAll, isAll && ownIsFull, nil
		case ownIsFull: // and the FIFO may hold more
			p.sizeErr = sizeErr
			return data, false, false, nil
		default:
			return data, isAll, false, nil
		}
	}
}

// matchSize gives the own pipe the size of the FIFO, which any process may resize, and
// reports whether it had another. It fails where the own pipe has to be smaller, for a
// user whose pipes have too many pages (fs.pipe-user-pages-soft in pipe(7)).
func (p *peeker) matchSize() (changed bool, err error) {
	fifo, err := pipe.Size(p.fifo)
	if err != nil {
		return false, err
	}
	own, err := pipe.Size(p.writeEnd)
	if err != nil || own == fifo {
		return false, err
	}
	return true, pipe.Resize(p.writeEnd, fifo)
}
