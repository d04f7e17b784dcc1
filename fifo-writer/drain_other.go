//go:build unix && !linux

package main

import "fmt"

// unread returns 0: outside Linux, a write end does not show how many bytes are unread.
func (w *writer) unread() (int, error) { return 0, nil }

// tally returns the figure of a report.
func tally(written int64, _ int) string { return fmt.Sprintf("%d bytes written", written) }

// finalTally returns the figures of a writer that a signal ends.
func (w *writer) finalTally() string { return w.tally() }

// awaitTaken returns at once, because it can't see which bytes readers have taken.
func (w *writer) awaitTaken() error { return nil }

// drain returns at once, because it can't see which bytes readers have taken.
func (w *writer) drain() error {
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	return nil
}
