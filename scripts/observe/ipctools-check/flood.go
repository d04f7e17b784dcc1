package main

import "io"

// writerFunc is a function as an io.Writer.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(data []byte) (int, error) { return f(data) }

// flood returns a writer of what a command prints beyond mostOutput.
func (o *observation) flood() io.Writer {
	return writerFunc(func(data []byte) (int, error) {
		o.floods.Store(true)
		return len(data), nil
	})
}

// endsFlood ends a command that prints more than mostOutput. It reports whether it has.
// The reader of a FIFO prints as much as its writer writes.
func (o *observation) endsFlood() bool {
	if o.floods.Load() && !o.copies {
		o.end("it was ended because it prints more than 1 MiB")
	}
	return o.isOver
}
