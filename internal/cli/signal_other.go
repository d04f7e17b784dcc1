//go:build unix && !linux

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// endings are the signals that end an ordinary program. SIGPIPE is not one of them, so
// that a write can fail with EPIPE.
var endings = []syscall.Signal{
	unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGABRT, unix.SIGUSR1, unix.SIGUSR2, unix.SIGALRM,
	unix.SIGTERM, unix.SIGXCPU, unix.SIGXFSZ, unix.SIGVTALRM, unix.SIGSYS,
}

// kernelSignals is empty: outside Linux a program catches the ending signals from the
// start.
type kernelSignals struct{}

func (k *kernelSignals) leave(...syscall.Signal) bool { return false }

func (k *kernelSignals) takeBack(syscall.Signal) {}

// raise ends the program by the default action of s, if the Go runtime takes it. It does
// for these three signals; at others it would print its stacks, or do nothing.
func raise(s syscall.Signal) {
	switch s {
	case unix.SIGHUP, unix.SIGINT, unix.SIGTERM:
		signal.Reset(s)
		unix.Kill(os.Getpid(), s)
	}
}
