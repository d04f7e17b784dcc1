//go:build unix && !linux

package worker

import (
	"syscall"

	"ipctools/internal/cli"
)

// dieWithParent does nothing. Outside Linux a worker has only its lifeline, and the
// user's command continues if SIGKILL ends its parent.
func dieWithParent() *syscall.SysProcAttr { return nil }

// AdoptOrphans does nothing outside Linux.
func AdoptOrphans(*cli.Program) error { return nil }

// Origin returns Unknown, because outside Linux no sender of a signal is known.
func (c *Child) Origin(int) Origin { return Unknown }

// unblock does nothing, because outside Linux this process blocks no signal.
func unblock(syscall.Signal) {}
