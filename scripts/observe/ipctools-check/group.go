package main

import (
	"ipctools/internal/observe/trace"
)

// reaches reports whether the signal of a Send goes to a process: to it alone, or to a
// process group that it belongs to (kill(2)). setpgid(2) is not traced. A group with the
// PID of the process is its own, and of another it was a member if the signal has an
// effect on it.
func (r *trial) reaches(e trace.Event, pid int) bool {
	switch {
	case e.Peer == pid || e.Peer == -pid:
		return true
	case e.Peer > 0 || e.Peer == -1 || e.Err != "":
		return false
	}
	exit, hasEnded := r.exit(pid)
	if hasEnded && exit.Status < 0 && exit.Signal == e.Signal && r.atOrAfter(exit, e) {
		return true
	}
	_, hasArrived := r.first(func(arrived trace.Event) bool {
		isArrival := arrived.Kind == trace.Deliver || arrived.Kind == trace.Receive
		return isArrival && arrived.PID == pid && arrived.Peer == e.PID && arrived.Signal == e.Signal && r.atOrAfter(arrived, e)
	})
	return hasArrived
}

// to returns a Send with pid as its receiver, instead of a process group.
func to(e trace.Event, pid int) trace.Event {
	e.Peer = pid
	return e
}

// signalToParent returns the first signal for users that a descendant sends to the root.
func (r *trial) signalToParent() (sent trace.Event, ok bool) {
	sent, ok = r.first(func(e trace.Event) bool {
		return isSend(forUsers...)(e) && e.Err == "" && r.isDescendant(e.PID) && r.reaches(e, r.root)
	})
	return to(sent, r.root), ok
}

// signalsToChild returns the signals that the root sends to a child.
func (r *trial) signalsToChild(child int) (sent []trace.Event) {
	for _, e := range r.events {
		if e.Kind == trace.Send && e.PID == r.root && e.Signal != 0 && e.Err == "" && r.reaches(e, child) {
			sent = append(sent, to(e, child))
		}
	}
	return sent
}
