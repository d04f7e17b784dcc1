package main

import (
	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// restoreTerminal gives the controlling terminal its settings back when check ends,
// because a command may change them through /dev/tty. If check prints into a pipe, the
// settings may be those of a pager at its other end.
func restoreTerminal(program *cli.Program) {
	const flags = unix.O_RDWR | unix.O_NOCTTY | unix.O_NONBLOCK | unix.O_CLOEXEC
	terminal, err := unix.Open("/dev/tty", flags, 0)
	if err != nil {
		return
	}
	before, err := unix.IoctlGetTermios(terminal, unix.TCGETS)
	if _, printsErr := unix.IoctlGetTermios(int(pipe.Stdout), unix.TCGETS); err != nil || printsErr != nil {
		unix.Close(terminal)
		return
	}
	program.AtExit(func() {
		// A process in the background would be stopped by SIGTTOU (tcsetattr(3)).
		foreground, err := unix.IoctlGetInt(terminal, unix.TIOCGPGRP)
		if err == nil && foreground == unix.Getpgrp() {
			unix.IoctlSetTermios(terminal, unix.TCSETS, before)
		}
	})
}
