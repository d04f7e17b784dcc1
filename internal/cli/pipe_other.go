//go:build unix && !linux

package cli

// EnlargePipe does nothing: the size of a pipe is the system's.
func EnlargePipe(int) {}
