package trace

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// End kills all traced processes, and returns when they have ended and been reaped. It
// asks the kernel who is traced, so it can't kill a process that has got an old PID. It
// does not kill strace, because a process is not ended by the end of its tracer.
func (t *Trace) End() {
	t.queue.open()
	for {
		for _, pid := range tracedBy(t.tracer) {
			unix.Kill(pid, unix.SIGKILL)
		}
		select {
		case <-t.done:
			t.endRest()
			<-t.reaped
			return
		case <-time.After(5 * time.Millisecond): // until strace has seen them end
		}
	}
}

// endRest kills the processes that go on because strace itself was killed. Each is a
// child of this process, or becomes one when its parent ends.
func (t *Trace) endRest() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for len(t.living) > 0 {
		for pid := range t.living {
			parent := statusField(pid, "PPid")
			if parent != os.Getpid() && !t.living[parent] { // it has ended, or is another's
				delete(t.living, pid)
				continue
			}
			unix.Kill(pid, unix.SIGKILL)
			switch {
			case pid == t.command.Process.Pid:
				<-t.reaped
				delete(t.living, pid)
			case parent == os.Getpid():
				unix.Wait4(pid, nil, 0, nil)
				delete(t.living, pid)
			}
		}
		time.Sleep(time.Millisecond) // until the parents of the rest have ended
	}
}

// reapOrphans reaps the ended processes that nobody else has reaped.
func (t *Trace) reapOrphans() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.reapOrphansLocked()
}

// reapOrphansLocked is for a caller that has the lock. A PID whose parent is another
// process is not waited for (wait(2): ECHILD).
func (t *Trace) reapOrphansLocked() {
	for pid := range t.orphans {
		if got, _ := unix.Wait4(pid, nil, unix.WNOHANG, nil); got == pid {
			delete(t.orphans, pid)
		}
	}
}

// tracedBy returns the processes that process tracer traces.
func tracedBy(tracer int) (pids []int) {
	if tracer == 0 {
		return nil
	}
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, folder := range folders {
		pid, _ := strconv.Atoi(filepath.Base(folder))
		if tracerOf(pid) == tracer {
			pids = append(pids, pid)
		}
	}
	return pids
}

func tracerOf(pid int) int { return statusField(pid, "TracerPid") }

// statusField returns a number of /proc/PID/status, or 0 (proc_pid_status(5)).
func statusField(pid int, name string) int {
	file, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name+":"); found {
			return number(strings.TrimSpace(value))
		}
	}
	return 0
}
