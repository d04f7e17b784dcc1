//go:build unix && !linux

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// kernelEnds is false: here a program catches the ending signals from the start.
const kernelEnds = false

// raise makes s end the program by its default action, which the Go runtime has for these
// three signals. At others it would print its stacks, or do nothing.
func raise(s syscall.Signal) {
	switch s {
	case unix.SIGHUP, unix.SIGINT, unix.SIGTERM:
		signal.Reset(s)
		unix.Kill(os.Getpid(), s)
	}
}

type action struct{}

func leaveToKernel(syscall.Signal) action { return action{} }

func takeFromKernel(syscall.Signal, action) {}
