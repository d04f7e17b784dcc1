package pipe

import (
	"os"
	"time"
)

// Watch waits for events at the other end of a pipe: a read, a write or a close. poll(2)
// does not report that a pipe drains or fills further. See "How a writer knows that every
// byte was read" in doc/how-it-works.md.
type Watch struct {
	descriptor int
	signals    chan os.Signal // one per event; nil where the kernel sends none
	pause      time.Duration  // after which Await returns without a signal
	idle       *Idle
}

const shortestPause = time.Second / 4096

// NewWatch begins a watch. The caller must look for earlier events in the pipe, and call
// idle.Check after each Await.
func NewWatch(descriptor int, idle *Idle) *Watch {
	w := &Watch{descriptor: descriptor, pause: shortestPause, idle: idle}
	w.begin()
	return w
}

// Await waits for the next event, or until done is closed. Some events send no signal, so
// it also returns after a pause, which grows from one call to the next.
func (w *Watch) Await(done <-chan struct{}) {
	pause := w.pause
	if w.idle != nil {
		pause = min(pause, w.idle.Left())
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-w.signals:
		w.pause = shortestPause
	case <-done:
	case <-timer.C:
		w.pause = min(2*w.pause, longestPause)
	}
}

// IsAtRest reports whether the pause is the longest: on Linux, after a second without an
// event.
func (w *Watch) IsAtRest() bool { return w.pause == longestPause }
