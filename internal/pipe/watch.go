package pipe

import (
	"os"
	"time"
)

// Watch waits for what happens at the other end of a pipe: reads, writes, and its close.
// poll(2) reports neither that a pipe drains nor that it fills further.
type Watch struct {
	descriptor int
	signals    chan os.Signal // one for each event; nil where the kernel sends none
	pause      time.Duration  // until the next look without a signal
}

const shortestPause = time.Second / 4096

// NewWatch begins a watch. An event before that shows in what the pipe holds.
func NewWatch(descriptor int) *Watch {
	w := &Watch{descriptor: descriptor, pause: shortestPause}
	w.begin()
	return w
}

// Await waits for the next event, or until done is closed. It may return too early: some
// events come without a signal, so it also returns after a pause that grows from one call
// to the next.
func (w *Watch) Await(done <-chan struct{}) {
	timer := time.NewTimer(w.pause)
	defer timer.Stop()
	select {
	case <-w.signals:
		w.pause = shortestPause
	case <-done:
	case <-timer.C:
		w.pause = min(2*w.pause, longestPause)
	}
}

// IsAtRest reports whether nothing has happened for some time.
func (w *Watch) IsAtRest() bool { return w.pause == longestPause }
