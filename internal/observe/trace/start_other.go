//go:build unix && !linux

package trace

// Trace is a command that is being traced, which is possible on Linux only.
type Trace struct{}

// Start returns ErrMissing.
func Start([]string, Options) (*Trace, error) { return nil, ErrMissing }

func (t *Trace) Root() int            { return 0 }
func (t *Trace) Events() <-chan Event { return nil }
func (t *Trace) End()                 {}
func (t *Trace) Wait() (int, error)   { return 0, ErrMissing }
