package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal (pty(7)).
type terminal struct {
	master, slave *os.File
	name          string // of the slave
}

func openTerminal() (*terminal, error) {
	const flags = unix.O_RDWR | unix.O_NOCTTY | unix.O_CLOEXEC
	master, err := unix.Open("/dev/ptmx", flags|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/ptmx: %w", err)
	}
	t := &terminal{master: os.NewFile(uintptr(master), "/dev/ptmx")}
	number, err := unix.IoctlGetInt(master, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(master, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		t.name = fmt.Sprintf("/dev/pts/%d", number)
		t.slave, err = os.OpenFile(t.name, flags, 0)
	}
	if err != nil {
		t.master.Close()
		return nil, err
	}
	unix.IoctlSetWinsize(master, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
	return t, nil
}
