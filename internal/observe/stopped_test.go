package observe

import (
	"strings"
	"testing"
)

// A process that a signal has stopped is named. One that its tracer stops is not: it may
// go on in a moment.
func TestStopped(t *testing.T) {
	const parent, child = 100, 101
	for state, want := range map[string]bool{"T": true, "t": false} {
		wait := Wait{Kind: Child, Child: child, Only: true}
		s := &Snapshot{Processes: map[int]*Process{
			parent: {PID: parent, Name: "sh", State: "S", Steady: true, Children: []int{child}, Waits: []Wait{wait}},
			child:  {PID: child, Parent: parent, Name: "cat", State: state, Steady: true},
		}}
		if got := strings.Join(s.Diagnosis(), " "); strings.Contains(got, "stopped") != want {
			t.Errorf("state %s: %q", state, got)
		}
	}
}
