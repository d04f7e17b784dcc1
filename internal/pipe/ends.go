package pipe

import (
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Ends are the two descriptors between which bytes move. While a program waits for one of
// them, it watches the other.
type Ends struct {
	From, To int
	Moved    *atomic.Int64 // grows with each byte that has arrived

	// OwnTo means that no other program shares To, which is a FIFO. It may be
	// non-blocking.
	OwnTo bool

	Idle *Idle // ends each wait by ErrIdle
}

// AwaitInput waits until From has something to read or is at its end. It returns a
// WriteError if meanwhile the reader of To leaves. With OwnTo, it does so only if bytes
// are left unread there: otherwise a next reader may come.
func (e *Ends) AwaitInput() error {
	// Once a pipe has been polled, each write wakes its readers (pipe_poll in the
	// kernel's fs/pipe.c), which takes time. So To is not polled while bytes flow.
	flowing := time.Second / 50
	if left := e.Idle.Left(); left >= 0 {
		flowing = min(flowing, left/2)
	}
	if events, err := Poll(e.From, unix.POLLIN, flowing); err != nil || events != 0 {
		return err
	}
	set := []unix.PollFd{{Fd: int32(e.From), Events: unix.POLLIN}, {Fd: int32(e.To)}}
	for {
		if err := e.poll(set); err != nil {
			return err
		}
		isReady, events := set[0].Revents != 0, set[1].Revents
		switch {
		case readerLeft(events) && e.losesBytes(isReady):
			return &WriteError{unix.EPIPE}
		case isReady:
			return nil
		case events != 0:
			set[1].Fd = -1 // poll(2) would report it again at once
		}
	}
}

// losesBytes reports whether bytes are lost because the reader of To has left. isReady
// means that From has more, or is at its end.
func (e *Ends) losesBytes(isReady bool) bool {
	if !e.OwnTo {
		return !isReady || !awaitEnd(e.From)
	}
	unread, err := Unread(e.To)
	return err == nil && unread > 0 && e.Moved.Load() > 0 && !isReady // else write fails
}

// AwaitRoom waits until To takes bytes, or its reader has left.
func (e *Ends) AwaitRoom() error {
	return e.poll([]unix.PollFd{{Fd: int32(e.To), Events: unix.POLLOUT}})
}

func (e *Ends) Write(data []byte) (written int, err error) {
	for written < len(data) && err == nil {
		var n int
		n, err = e.WriteOnce(data[written:])
		written += n
	}
	return written, err
}

// WriteOnce writes as much of data as one write(2) takes. If the bytes can't wait for
// longer than Idle allows, it writes only as many as a pipe takes without a wait.
func (e *Ends) WriteOnce(data []byte) (n int, err error) {
	if e.Idle != nil && !e.OwnTo {
		if err := e.AwaitRoom(); err != nil {
			return 0, err
		}
		data = data[:min(len(data), Buf)]
	}
	for {
		n, err := Descriptor(e.To).TryWrite(data)
		if !errors.Is(err, unix.EAGAIN) {
			e.Idle.Check(n > 0)
			return n, err
		}
		if err := e.AwaitRoom(); err != nil {
			return 0, err
		}
		if e.Idle != nil && !e.OwnTo { // a terminal with some room, but not for a newline
			time.Sleep(time.Millisecond)
			if err := e.Idle.Check(false); err != nil {
				return 0, err
			}
		}
	}
}

// poll waits until a descriptor of set has an event, or returns ErrIdle. With OwnTo, the
// bytes that readers take out of To count as moved.
func (e *Ends) poll(set []unix.PollFd) error {
	before := e.unread()
	for {
		pause := e.Idle.Left()
		if before > 0 {
			pause = min(pause, e.Idle.limit/8) // poll(2) does not report that To drains
		}
		n, err := Retry(func() (int, error) { return unix.Poll(set, milliseconds(pause)) })
		if err != nil || n > 0 {
			return err
		}
		now := e.unread()
		if err := e.Idle.Check(now != before); err != nil {
			return err
		}
		before = now
	}
}

// unread returns how many bytes To holds, if Idle needs that.
func (e *Ends) unread() (unread int) {
	if e.Idle != nil && e.OwnTo {
		unread, _ = Unread(e.To)
	}
	return unread
}

// WatchReader returns a channel that is closed when the reader of a pipe, socket or
// terminal has left. The channel of another file is never closed.
func WatchReader(to int) <-chan struct{} {
	left := make(chan struct{})
	go func() {
		if events, err := Poll(to, 0, Forever); err == nil && readerLeft(events) {
			close(left)
		}
	}()
	return left
}

func readerLeft(events int16) bool { return events&(unix.POLLERR|unix.POLLHUP) != 0 }

// awaitEnd waits until a pipe has something to move or is at its end, and reports whether
// it is at its end. Even then, a splice to a pipe without a reader returns EPIPE, which
// is no error.
func awaitEnd(from int) bool { return Wait(from, unix.POLLIN) == nil && AtEnd(from) }

// AtEnd reports whether a read end has no writer, and nothing to read.
func AtEnd(readEnd int) bool {
	events, err := Poll(readEnd, 0, 0)
	if err != nil || events&unix.POLLHUP == 0 {
		return false
	}
	unread, err := Unread(readEnd)
	return err == nil && unread == 0
}

// milliseconds rounds up, so that a wait of poll(2) is never too short.
func milliseconds(limit time.Duration) int {
	if limit < 0 {
		return -1
	}
	return int(min((limit+time.Millisecond-1)/time.Millisecond, 1<<30))
}
