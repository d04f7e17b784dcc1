package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// The limits of a command (setrlimit(2)). RLIMIT_AS would end programs that only reserve
// addresses, as those in Go do. RLIMIT_NPROC counts all processes of a user, so check
// counts the forks instead.
var limits = map[int]uint64{
	unix.RLIMIT_FSIZE: 64 << 20,
	unix.RLIMIT_DATA:  4 << 30,
	unix.RLIMIT_CORE:  0,
}

const launcher = "ipctools-check-launcher"

// prepare makes strace start through a launcher, this same program, that sets the limits.
// So no call of the launcher is traced. The command has a process group of its own, but
// no session: its terminal could become the controlling terminal of that, and its end
// would send SIGHUP to all that it leaves behind.
func prepare(c *exec.Cmd) {
	if c.SysProcAttr == nil {
		c.SysProcAttr = new(syscall.SysProcAttr)
	}
	c.SysProcAttr.Setpgid = true
	c.Args = append([]string{launcher, c.Path}, c.Args...)
	c.Path = "/proc/self/exe"
}

// isLauncher reports whether this process was started to set limits.
func isLauncher() bool { return filepath.Base(os.Args[0]) == launcher && len(os.Args) > 2 }

// launch sets the limits and becomes strace. It returns only if it fails.
func launch() error {
	for limit, most := range limits {
		now := unix.Rlimit{}
		unix.Getrlimit(limit, &now)
		most = min(most, now.Max)
		unix.Setrlimit(limit, &unix.Rlimit{Cur: most, Max: most})
	}
	return unix.Exec(os.Args[1], os.Args[2:], os.Environ())
}
