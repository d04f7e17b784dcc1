//go:build unix && !linux

package worker

import (
	"os/exec"
	"syscall"

	"ipctools/internal/cli"
)

// dieWithParent does nothing: outside Linux a worker has its lifeline alone, and the
// user's command goes on if its parent is killed by SIGKILL.
func dieWithParent(*exec.Cmd) {}

// AdoptOrphans does nothing outside Linux.
func AdoptOrphans(*cli.Program) error { return nil }

// Origin returns Unknown: no sender of a signal is known outside Linux.
func (c *Child) Origin(int) Origin { return Unknown }

// unblock does nothing: outside Linux this process blocks no signal.
func unblock(syscall.Signal) {}
