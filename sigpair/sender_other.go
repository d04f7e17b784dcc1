//go:build unix && !linux

package main

// blockAwaited does nothing: no sender of a signal is known outside Linux.
func (e *exchange) blockAwaited() {}

// awaitSignal returns a channel that gets a 0 for each awaited signal that arrives.
func (e *exchange) awaitSignal() (<-chan int, error) { return e.awaitFromUnknown(), nil }
