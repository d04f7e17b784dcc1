package main

import (
	"testing"
	"time"

	"ipctools/internal/observe/trace"
)

// A program that was still at work before it has opened the FIFO is not judged.
func TestUnbegun(t *testing.T) {
	set := &settings{exercise: "fifo", timeout: time.Second}
	opened := []trace.Event{{Kind: trace.Open, PID: 1, Channel: "fifo:/q"}}
	for name, c := range map[string]struct {
		r    trial
		want bool
	}{
		"at work":     {trial{role: "writer", started: true, active: true, ended: "x"}, true},
		"at rest":     {trial{role: "writer", started: true, ended: "x"}, false},
		"opened":      {trial{role: "writer", started: true, active: true, ended: "x", events: opened}, false},
		"not started": {trial{role: "writer", ended: "x"}, true},
	} {
		if found := set.unbegun(&c.r); (found != nil) != c.want {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
