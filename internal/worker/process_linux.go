package worker

import (
	"errors"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// process is a child process. os.Process would do the same, but would first start another
// process, to find out whether clone(2) knows CLONE_PIDFD. That takes time from each
// start.
type process struct {
	pid    int
	reaped bool
	sync.Mutex
}

func asProcess(pid int) *process { return &process{pid: pid} }

// wait waits for the end of the process, and reaps it. No other process has its PID until
// then.
func (p *process) wait() (status syscall.WaitStatus, err error) {
	for again := true; again; again = errors.Is(err, unix.EINTR) {
		err = unix.Waitid(unix.P_PID, p.pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
	}
	p.Lock()
	defer p.Unlock()
	p.reaped = true
	if err == nil {
		_, err = syscall.Wait4(p.pid, &status, 0, nil)
	}
	return status, err
}

// signal sends s to the process, or returns os.ErrProcessDone if it has been reaped.
func (p *process) signal(s syscall.Signal) error {
	p.Lock()
	defer p.Unlock()
	if p.reaped {
		return os.ErrProcessDone
	}
	return unix.Kill(p.pid, s)
}
