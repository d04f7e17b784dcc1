//go:build unix && !linux

package worker

import "os/exec"

// Outside Linux a worker has its lifeline alone, and a command of the user's
// goes on if its parent is killed by SIGKILL.
func dieWithParent(*exec.Cmd) {}

type orphans struct{}

func adoptOrphans() *orphans      { return &orphans{} }
func (o *orphans) reap(child int) {}
func (o *orphans) end()           {}
