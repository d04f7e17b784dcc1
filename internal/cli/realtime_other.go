//go:build unix && !linux

package cli

// An empty range: outside Linux no signal has a name from SIGRTMIN or SIGRTMAX.
const rtMin, rtMax = 1, 0
