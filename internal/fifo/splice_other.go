//go:build unix && !linux

package fifo

func (t *transfer) run() error { return t.copyPlainly() }

// unread returns 0: the write end does not tell what has not been read. A writer
// here is done when it has written everything.
func unread(int) (int, error) { return 0, nil }
