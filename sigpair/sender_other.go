//go:build unix && !linux

package main

// blockAwaited does nothing, because outside Linux no sender of a signal is known.
func (e *exchange) blockAwaited() {}

// awaitSignal returns a channel that receives 0 for each awaited signal.
func (e *exchange) awaitSignal() (<-chan int, error) { return e.awaitFromUnknown(), nil }

// hasSent returns false: where no sender is known, no signal of the worker's is ignored.
func (e *exchange) hasSent() bool { return false }
