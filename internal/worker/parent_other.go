//go:build unix && !linux

package worker

import (
	"os/exec"

	"ipctools/internal/cli"
)

// dieWithParent does nothing: outside Linux a worker has its lifeline alone, and the
// user's command goes on if its parent is killed by SIGKILL.
func dieWithParent(*exec.Cmd) {}

// AdoptOrphans does nothing outside Linux.
func AdoptOrphans(*cli.Program) {}
