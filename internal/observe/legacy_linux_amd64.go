package observe

import "golang.org/x/sys/unix"

// legacyCalls are those of calls that newer architectures do not have.
var legacyCalls = map[int64]func(pid int, arguments [6]uint64) Wait{
	unix.SYS_OPEN:       func(pid int, a [6]uint64) Wait { return opens(pid, unix.AT_FDCWD, a[0], a[1]) },
	unix.SYS_POLL:       func(pid int, a [6]uint64) Wait { return polls(pid, a, isEndless(a[2])) },
	unix.SYS_SELECT:     selects,
	unix.SYS_EPOLL_WAIT: func(int, [6]uint64) Wait { return Wait{Kind: Event} },
	unix.SYS_PAUSE:      awaitsSignal,
}
