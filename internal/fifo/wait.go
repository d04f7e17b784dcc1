package fifo

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// Waiting is a wait that --timeout limits.
type Waiting struct {
	Wait
	fifo  *FIFO
	state atomic.Int32
	over  chan struct{} // closed by Over
}

// The states of a Waiting. It changes its state once: to over by Over, or to failed by
// --timeout, --idle, the removal of the FIFO, or an output without a reader.
const (
	pending = iota
	over
	failed
)

// Wait describes a wait.
type Wait struct {
	Event   string      // "reader" or "writer", the peer; or a "turn among readers"
	Flags   int         // O_RDONLY or O_WRONLY, this end
	IsTurn  bool        // the event is a lock. The removal of the FIFO does not prevent it.
	Tally   string      // The message adds these figures if the wait fails.
	Success func() bool // checks once more when the time is up; may be nil
	Release func()      // closes the FIFO before the message is written; may be nil
}

// Begin begins a wait. Until Over is called, the program ends when --timeout is up, and
// when the FIFO has lost its name, so that no peer can come. If standard error is a
// terminal, it reports after a second what it waits for.
func (f *FIFO) Begin(wait Wait) *Waiting {
	w := &Waiting{Wait: wait, fifo: f, over: make(chan struct{})}
	f.program.Narrate("%v: wait for a %s", f, w.Event)
	go w.run()
	return w
}

// Over ends the wait, which succeeded, or failed with err. It may be called more than
// once. If the wait is already ending the program, Over does not return, so that nothing
// more is moved.
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
	var outputLeft <-chan struct{}
	soon := time.After(time.Second / 50) // most waits end sooner, and need no thread
	idle := f.Idle.Timer()
	reported := f.program.Verbose || !f.program.AtTerminal()
	for {
		select {
		case <-w.over:
			return
		case <-expired:
			if w.Success == nil || !w.Success() {
				w.fail(cli.Errorf(cli.ExitTimeout, "%v: no %s within %v%s", f, w.Event, f.options.Timeout, w.Tally))
			}
			return
		case <-idle:
			if idle = f.Idle.Timer(); f.Idle.Check(false) == nil {
				continue
			}
			if w.Success == nil || !w.Success() {
				w.fail(f.IdleError(w.Tally))
			}
			return
		case <-soon:
			outputLeft = f.OutputLeft()
			continue
		case <-outputLeft:
			w.fail(cli.OutputError(unix.EPIPE))
			return
		case <-time.After(time.Second):
		}
		if !w.IsTurn && w.isDecidedByName() {
			return
		}
		if !reported {
			f.program.Warn(fmt.Errorf("%v: waiting for a %s", f, w.Event))
			reported = true
		}
	}
}

// isDecidedByName looks for the FIFO by its name, and ends the wait if no peer can come.
// With --keep and another FIFO of that name, the caller finds that one by CheckName.
func (w *Waiting) isDecidedByName() bool {
	f := w.fifo
	switch err := f.CheckName(); {
	case errors.Is(err, ErrReplaced):
		if !w.state.CompareAndSwap(pending, over) {
			break
		}
		if err := f.wake(w.Flags); err != nil {
			w.end(fmt.Errorf("%v: %w, and the wait can't be ended: %w", f, ErrReplaced, cli.Reason(err)))
		}
	case err != nil:
		w.fail(err)
	case f.isLost():
		w.fail(cli.Errorf(cli.ExitFailure, "%v: removed, so that no %s can come%s", f, w.Event, w.Tally))
	default:
		return false
	}
	return true
}

// IdleError returns the error that ends the program when the time of --idle is up.
func (f *FIFO) IdleError(tally string) error {
	return cli.Errorf(cli.ExitTimeout, "%v: nothing moved within %v%s", f, f.options.Idle, tally)
}

// fail ends the program with err, unless the wait is over.
func (w *Waiting) fail(err error) {
	if !w.state.CompareAndSwap(pending, failed) {
		return
	}
	w.end(err)
}

func (w *Waiting) end(err error) {
	if w.Release != nil {
		w.Release()
	}
	w.fifo.program.Exit(err)
}
