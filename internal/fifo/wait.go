package fifo

import (
	"fmt"
	"sync"
	"time"

	"ipctools/internal/cli"
)

// Waiting is a wait that --timeout limits.
type Waiting struct {
	fifo   *FIFO
	event  string        // "reader", or "turn among readers"
	isPeer bool          // and so can't come to a FIFO without a name
	decide sync.Once     // by the first of: Over, --timeout, the removal of the FIFO
	over   chan struct{} // closed by Over
}

// AwaitPeer begins a wait for a peer, "reader" or "writer". Until Over is called, the
// program ends with tally in its message when --timeout is up, or when the FIFO has lost
// its name, so that nobody can come. A user at a terminal sees after a second what the
// program waits for.
func (f *FIFO) AwaitPeer(peer, tally string) *Waiting {
	return f.await(&Waiting{event: peer, isPeer: true}, tally)
}

// AwaitTurn begins a wait for the lock by which peers of one kind, "readers" or "writers",
// take turns. The same --timeout limits it.
func (f *FIFO) AwaitTurn(kind, tally string) *Waiting {
	return f.await(&Waiting{event: "turn among " + kind}, tally)
}

func (f *FIFO) await(w *Waiting, tally string) *Waiting {
	w.fifo, w.over = f, make(chan struct{})
	f.program.Narrate("%v: wait for a %s", f, w.event)
	go w.run(tally)
	return w
}

// Over ends the wait: it was successful, or err keeps this end from waiting on. It does not
// return if the wait has ended the program already.
func (w *Waiting) Over(err error) {
	w.decide.Do(func() {
		close(w.over)
		if err == nil {
			w.fifo.program.Narrate("%v: a %s is there", w.fifo, w.event)
		}
	})
}

func (w *Waiting) run(tally string) {
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
			w.fail(cli.ExitTimeout, "%v: no %s within %v%s", f, w.event, f.options.Timeout, tally)
			return
		case <-time.After(time.Second):
		}
		if w.isPeer && f.handle.isGone() {
			w.fail(cli.ExitFailure, "%v: removed, so that no %s can come%s", f, w.event, tally)
			return
		}
		if !told {
			f.program.Warn(fmt.Errorf("%v: waiting for a %s", f, w.event))
			told = true
		}
	}
}

// fail ends the program, unless the wait is over. Exit never returns, so decide is never
// released, Over blocks, and nothing more is moved.
func (w *Waiting) fail(status int, format string, arguments ...any) {
	w.decide.Do(func() { w.fifo.program.Exit(cli.Errorf(status, format, arguments...)) })
}
