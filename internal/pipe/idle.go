package pipe

import (
	"errors"
	"sync/atomic"
	"time"
)

// Idle is the clock of --idle. It shows how long nothing has moved. Nil is a clock
// without a limit.
type Idle struct {
	limit time.Duration
	begin time.Time
	moved atomic.Int64 // nanoseconds after begin
}

// ErrIdle means that nothing has moved for the time of --idle.
var ErrIdle = errors.New("nothing moved")

// NewIdle starts the clock. A limit of 0 is none.
func NewIdle(limit time.Duration) *Idle {
	if limit == 0 {
		return nil
	}
	return &Idle{limit: limit, begin: time.Now()}
}

// Moved restarts the clock.
func (i *Idle) Moved() {
	if i != nil {
		i.moved.Store(int64(time.Since(i.begin)))
	}
}

// Left returns the time that is left, or Forever.
func (i *Idle) Left() time.Duration {
	if i == nil {
		return Forever
	}
	return max(0, i.limit-time.Since(i.begin)+time.Duration(i.moved.Load()))
}

// Timer sends when the time is up, unless bytes have moved by then.
func (i *Idle) Timer() <-chan time.Time {
	if i == nil {
		return nil
	}
	return time.After(i.Left())
}

// Check returns ErrIdle if nothing has moved for too long. hasMoved says whether bytes
// have moved since the last call.
func (i *Idle) Check(hasMoved bool) error {
	if hasMoved {
		i.Moved()
	}
	if i.Left() == 0 {
		return ErrIdle
	}
	return nil
}
