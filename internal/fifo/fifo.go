// Package fifo is about named pipes: it creates them, opens either end, waits for
// the other, and moves bytes through. See fifo(7) and pipe(7).
package fifo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// FIFO is a named pipe that exists, of which neither end is open yet.
type FIFO struct {
	Path    string
	program *cli.Program
	place   place
}

// Find returns the FIFO called path, which it creates with mode, whatever the
// umask, if there is nothing. Anything else called path is an error, and is
// neither opened nor changed.
func Find(program *cli.Program, path string, mode fs.FileMode) (*FIFO, error) {
	for {
		place, err := locate(path)
		if errors.Is(err, unix.ENOENT) {
			err = create(program, path, mode)
			if err == nil || errors.Is(err, unix.EEXIST) && !isLink(path) {
				continue // it is there now, made by us or by a peer
			}
			if errors.Is(err, unix.EEXIST) {
				err = errors.New("symbolic link to nothing")
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", cli.Quote(path), cli.Reason(err))
		}
		return &FIFO{path, program, place}, nil
	}
}

var errNotFIFO = errors.New("not a FIFO")

func create(program *cli.Program, path string, mode fs.FileMode) error {
	umask := unix.Umask(0)
	err := unix.Mkfifo(path, uint32(mode.Perm()))
	unix.Umask(umask)
	if err == nil {
		program.Narrate("create %s with mode %04o", cli.Quote(path), mode.Perm())
	}
	return err
}

func isLink(path string) bool {
	info, err := os.Lstat(strings.TrimRight(path, "/")) // with a slash behind it stat follows
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// End is one end of a FIFO, open and blocking.
type End struct {
	*FIFO
	descriptor int
}

// OpenWriter opens the FIFO for writing when a reader has opened it. It gives up
// after timeout, if that is not 0, with the status for that.
func (f *FIFO) OpenWriter(timeout time.Duration) (*End, error) {
	return f.open(unix.O_WRONLY, "reader", timeout)
}

// OpenReader opens the FIFO for reading when a writer has opened it. It gives up
// after timeout, if that is not 0, with the status for that.
func (f *FIFO) OpenReader(timeout time.Duration) (*End, error) {
	return f.open(unix.O_RDONLY, "writer", timeout)
}

// open opens one end. The kernel has it wait there for the other: fifo(7).
func (f *FIFO) open(flags int, peer string, timeout time.Duration) (*End, error) {
	waited := f.waitFor(peer, timeout)
	descriptor, err := f.place.open(f.Path, flags|unix.O_CLOEXEC|unix.O_NOCTTY)
	waited(err)
	if err != nil {
		return nil, f.failed(err)
	}
	enlarge(descriptor)
	return &End{f, descriptor}, nil
}

// failed returns the error for what failed with err, nil for nil.
func (f *FIFO) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", cli.Quote(f.Path), cli.Reason(err))
}

// waitFor has the program end after timeout, unless the returned function is
// called before. Whoever is at a terminal is told after a second what it waits for.
func (f *FIFO) waitFor(peer string, timeout time.Duration) (waited func(error)) {
	f.program.Narrate("%s: wait for a %s", cli.Quote(f.Path), peer)
	var timers []*time.Timer
	if f.program.AtTerminal() && !f.program.Verbose() {
		timers = append(timers, time.AfterFunc(time.Second, func() {
			f.program.Warn(fmt.Errorf("%s: waiting for a %s", cli.Quote(f.Path), peer))
		}))
	}
	if timeout > 0 {
		timers = append(timers, time.AfterFunc(timeout, func() {
			f.program.Exit(cli.Errorf(cli.TimedOut, "%s: no %s within %v", cli.Quote(f.Path), peer, timeout))
		}))
	}
	return func(err error) {
		for _, timer := range timers {
			timer.Stop()
		}
		if err == nil {
			f.program.Narrate("%s: a %s is there", cli.Quote(f.Path), peer)
		}
	}
}

// openByPath opens what is called path, and looks at it again once it is open.
func openByPath(path string, flags int) (int, error) {
	descriptor, err := retry(func() (int, error) { return unix.Open(path, flags, 0) })
	if err != nil {
		return -1, err
	}
	var stat unix.Stat_t
	err = unix.Fstat(descriptor, &stat)
	if err == nil && stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		err = errNotFIFO
	}
	if err != nil {
		unix.Close(descriptor)
	}
	return descriptor, err
}
