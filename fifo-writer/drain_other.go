//go:build unix && !linux

package main

import "fmt"

// unread returns 0: outside Linux a write end does not show what is in the FIFO.
func (w *writer) unread() (int, error) { return 0, nil }

// tally words how many bytes were written.
func tally(written int64, _ int) string { return fmt.Sprintf("%d bytes written", written) }

// drain returns at once, for lack of a way to see what readers have taken.
func (w *writer) drain() error {
	w.program.Narrate("end of input after %d bytes", w.written.Load())
	return nil
}
