//go:build unix && !linux

package fifo

import (
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// place is nothing here: only Linux has descriptors that refer to a file without
// opening it.
type place struct{}

func locate(path string) (place, error) {
	var stat unix.Stat_t
	err := unix.Stat(path, &stat)
	if err == nil && stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		err = errNotFIFO
	}
	return place{}, err
}

func (place) open(path string, flags int) (int, error) { return openByPath(path, flags) }

// OpenReader opens the FIFO for reading when a writer has opened it. It gives up
// after timeout, if that is not 0, with the status for that.
func (f *FIFO) OpenReader(timeout time.Duration) (*End, error) {
	f.program.Narrate("open %s for reading", cli.Quote(f.Path))
	waited := f.waitFor("writer", timeout)
	end, err := f.open(unix.O_RDONLY)
	waited(err)
	return end, err
}

func enlarge(int) {}
