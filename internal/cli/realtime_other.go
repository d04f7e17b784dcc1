//go:build unix && !linux

package cli

// No signal has a name that begins with SIGRTMIN or SIGRTMAX here: an empty range.
const rtMin, rtMax = 1, 0
