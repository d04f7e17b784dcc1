//go:build unix && !linux

package pipe

// Run moves everything up to the end of input. It returns a WriteError, or an error of
// From. After a WriteError it can be called again, and continues with the first byte that
// has not arrived.
func (c *Copy) Run() error { return c.plain() }
