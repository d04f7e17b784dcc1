package fifo

import (
	"fmt"
	"sync/atomic"
	"time"

	"ipctools/internal/cli"
)

// Waiting is a wait that --timeout limits.
type Waiting struct {
	Wait
	fifo  *FIFO
	state atomic.Int32
	over  chan struct{} // closed by Over
}

// The states of a Waiting. It leaves the first one once, whatever comes first: Over,
// --timeout, or the removal of the FIFO.
const (
	pending = iota
	over
	failed
)

// Wait describes a wait.
type Wait struct {
	Event   string      // "reader" or "writer", the peer; or "turn among readers"
	IsTurn  bool        // it is for a lock, which can also come in a FIFO without a name
	Tally   string      // for the message, if the wait is in vain
	Success func() bool // looks once more, when --timeout is up; may be nil
	Release func()      // lets go of the FIFO before the message is written; may be nil
}

// Begin begins a wait. Until Over is called, the program ends when --timeout is up. It
// also ends when the FIFO has lost its name, so that no peer can come. A user at a
// terminal sees after a second what the program waits for.
func (f *FIFO) Begin(wait Wait) *Waiting {
	w := &Waiting{Wait: wait, fifo: f, over: make(chan struct{})}
	f.program.Narrate("%v: wait for a %s", f, w.Event)
	go w.run()
	return w
}

// Over ends the wait: it was successful, or err keeps this end from waiting on. It may be
// called again. It does not return if the wait has ended the program already, so that
// nothing more is moved.
func (w *Waiting) Over(err error) {
	if !w.isOver(err) {
		select {}
	}
}

func (w *Waiting) isOver(err error) bool {
	if !w.state.CompareAndSwap(pending, over) {
		return w.state.Load() == over
	}
	close(w.over)
	if err == nil {
		w.fifo.program.Narrate("%v: a %s is there", w.fifo, w.Event)
	}
	return true
}

func (w *Waiting) run() {
	f := w.fifo
	var expired <-chan time.Time
	if f.options.Timeout > 0 {
		expired = time.After(f.options.Timeout)
	}
	told := f.program.Verbose || !f.program.AtTerminal()
	for {
		select {
		case <-w.over:
			return
		case <-expired:
			if w.Success == nil || !w.Success() {
				w.fail(cli.ExitTimeout, "%v: no %s within %v%s", f, w.Event, f.options.Timeout, w.Tally)
			}
			return
		case <-time.After(time.Second):
		}
		if !w.IsTurn && f.handle.isGone() {
			w.fail(cli.ExitFailure, "%v: removed, so that no %s can come%s", f, w.Event, w.Tally)
			return
		}
		if !told {
			f.program.Warn(fmt.Errorf("%v: waiting for a %s", f, w.Event))
			told = true
		}
	}
}

// fail ends the program, unless the wait is over.
func (w *Waiting) fail(status int, format string, arguments ...any) {
	if !w.state.CompareAndSwap(pending, failed) {
		return
	}
	if w.Release != nil {
		w.Release()
	}
	w.fifo.program.Exit(cli.Errorf(status, format, arguments...))
}
