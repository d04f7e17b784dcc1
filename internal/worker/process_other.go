//go:build unix && !linux

package worker

import (
	"os"
	"syscall"
)

type process struct{ *os.Process }

func asProcess(pid int) *process {
	p, _ := os.FindProcess(pid) // on a Unix, it always succeeds
	return &process{p}
}

// wait waits for the end of the process, and reaps it.
func (p *process) wait() (syscall.WaitStatus, error) {
	state, err := p.Wait()
	if err != nil {
		return 0, err
	}
	return state.Sys().(syscall.WaitStatus), nil
}

// signal sends s to the process, or returns os.ErrProcessDone if it has been reaped.
func (p *process) signal(s syscall.Signal) error { return p.Signal(s) }
