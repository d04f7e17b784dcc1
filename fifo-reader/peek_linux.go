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
type peeker struct {
	fifo              int
	readEnd, writeEnd int // of the peeker's own pipe
	devNull           int
	buffer            []byte
	width             int  // bytes to peek at
	fifoSize          int  // bytes
	tooSmall          bool // the last peek filled the own pipe, but perhaps not the FIFO
}

func newPeeker(fifo int) (*peeker, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return nil, err
	}
	devNull, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	p := &peeker{fifo: fifo, readEnd: ends[0], writeEnd: ends[1], devNull: devNull, width: pipe.Buf}
	p.matchSize() // if it fails, peekMore tries again when it needs the size
	return p, nil
}

// sizes returns how much the FIFO, which any process may resize, and the own pipe can hold.
func (p *peeker) sizes() (fifo, own int) {
	fifo, _ = pipe.Size(p.fifo) // fails for no pipe
	own, _ = pipe.Size(p.writeEnd)
	return fifo, own
}

// matchSize makes the own pipe as large as the FIFO. It fails for a user, other than root,
// whose pipes have too many pages (fs.pipe-user-pages-soft in pipe(7)).
func (p *peeker) matchSize() error {
	fifo, own := p.sizes()
	p.fifoSize = fifo
	if own >= fifo {
		return nil
	}
	return pipe.Resize(p.writeEnd, fifo)
}

// peekMore makes the next peek see more. Most records are short, and peeking at more than
// is taken costs time.
func (p *peeker) peekMore() error {
	if p.tooSmall {
		if err := p.matchSize(); err != nil {
			return fmt.Errorf("can't look at a record of over %d bytes: no pipe as large as that: %w", len(p.buffer), err)
		}
	}
	p.width = min(16*p.width, p.fifoSize+1)
	return nil
}

// peek returns what the FIFO begins with; whether that is all that it holds; and, if so,
// whether the FIFO is full, so that more can come only after some of it is taken.
func (p *peeker) peek() (data []byte, isAll, isFull bool, err error) {
	n, err := pipe.Retry(func() (int64, error) {
		return unix.Tee(p.fifo, p.writeEnd, p.width, unix.SPLICE_F_NONBLOCK)
	})
	if errors.Is(err, unix.EAGAIN) { // the FIFO is empty
		return nil, true, false, nil
	}
	if err != nil {
		return nil, false, false, err
	}
	isAll = int(n) < p.width
	events, err := pipe.Poll(p.writeEnd, unix.POLLOUT, 0)
	if err != nil {
		return nil, false, false, err
	}
	if events&unix.POLLOUT == 0 { // the own pipe is full, and so is a FIFO of its size
		fifo, own := p.sizes()
		p.tooSmall = own < fifo
		isAll = isAll && !p.tooSmall
		isFull = isAll
	}
	if len(p.buffer) < int(n) {
		p.buffer = make([]byte, n)
	}
	data = p.buffer[:n]
	if _, err := io.ReadFull(pipe.Descriptor(p.readEnd), data); err != nil {
		return nil, false, false, err
	}
	return data, isAll, isFull, nil
}
