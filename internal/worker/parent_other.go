//go:build unix && !linux

package worker

import (
	"os/exec"

	"ipctools/internal/cli"
)

// Outside Linux a worker has its lifeline alone, and a command of the user's
// goes on if its parent is killed by SIGKILL.
func dieWithParent(*exec.Cmd) {}

// AdoptOrphans does nothing outside Linux.
func AdoptOrphans(*cli.Program) {}
