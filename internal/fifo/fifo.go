// Package fifo is about named pipes: it creates them, opens either end, waits for
// the other, and moves bytes or whole records through. See fifo(7) and pipe(7).
package fifo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// Options are the options that both ends of a FIFO have.
type Options struct {
	keep     *bool
	mode     *fs.FileMode
	timeout  *time.Duration // 0 for ever
	progress *bool
	anyOwner *bool
}

// DefineOptions defines the options of an end whose other end is a peer: "reader"
// or "writer".
func DefineOptions(program *cli.Program, peer string) Options {
	return Options{
		keep: program.BoolP("keep", "k", false,
			"when the last "+peer+" leaves, wait for the next"),
		mode: program.ModeP("mode", "m", 0o600,
			"octal permissions of a new FIFO (default 0600)"),
		timeout: program.DurationP("timeout", "t", 0,
			"exit 124 after `DURATION` with no "+peer),
		progress: program.BoolP("progress", "p", false,
			"show bytes, rate and time on standard error"),
		anyOwner: program.Bool("any-owner", false,
			"trust a FIFO of any user, also in /tmp"),
	}
}

// FIFO is a named pipe that exists, of which neither end is open yet.
type FIFO struct {
	path    string
	program *cli.Program
	options Options
	place   place
	created bool
}

// Find returns the FIFO called path, which it creates if there is nothing, with
// just the permissions that were asked for. Anything else called path is an error,
// and is neither opened nor changed.
func Find(program *cli.Program, options Options, path string) (*FIFO, error) {
	f := &FIFO{path: path, program: program, options: options}
	for {
		var err error
		f.place, err = locate(path, f.trust)
		if errors.Is(err, unix.ENOENT) {
			err = f.create()
			if err == nil || errors.Is(err, unix.EEXIST) && !isLink(path) {
				continue // it is there now, made by us or by a peer
			}
			if errors.Is(err, unix.EEXIST) {
				err = errors.New("symbolic link to nothing")
			}
		}
		if err != nil {
			return nil, f.failed(err)
		}
		return f, nil
	}
}

var errNotFIFO = errors.New("not a FIFO")

func (f *FIFO) create() error {
	umask := unix.Umask(0)
	err := unix.Mkfifo(f.path, uint32(f.options.mode.Perm()))
	unix.Umask(umask)
	f.created = err == nil
	return err
}

func isLink(path string) bool {
	info, err := os.Lstat(strings.TrimRight(path, "/")) // with a slash behind it stat follows
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// trust refuses a file, a FIFO or a symbolic link, that a stranger may have planted
// where everybody may create files, by the rule of fs.protected_fifos and
// fs.protected_symlinks, proc_sys_fs(5): in a sticky folder that anybody can write to,
// only this user, the folder's owner and root are trusted.
func (f *FIFO) trust(file, folder unix.Stat_t) error {
	const root = 0
	const shared = unix.S_ISVTX | unix.S_IWOTH
	if *f.options.anyOwner || folder.Mode&shared != shared ||
		file.Uid == uint32(os.Geteuid()) || file.Uid == root || file.Uid == folder.Uid {
		return nil
	}
	return fmt.Errorf("belongs to user %d, in a folder that anybody can write to; see --any-owner", file.Uid)
}

// RemoveAtExit removes the FIFO however the program ends, short of SIGKILL, if its
// path still leads to it.
func (f *FIFO) RemoveAtExit() {
	f.program.AtExit(func() {
		path, _ := filepath.EvalSymlinks(f.path)
		var stat unix.Stat_t
		if unix.Lstat(path, &stat) != nil || !f.place.is(stat) {
			return
		}
		if err := os.Remove(path); err != nil {
			f.program.Warn(f.failed(err))
		} else {
			f.program.Narrate("remove %s", cli.Quote(f.path))
		}
	})
}

// End is one end of a FIFO, open and blocking.
type End struct {
	*FIFO
	descriptor int // open before moved is more than 0
	peer       string
	moved      atomic.Int64 // bytes written to the FIFO, or read from it
	bar        bar
}

// OpenWriter opens the FIFO for writing when a reader has opened it.
func (f *FIFO) OpenWriter() (*End, error) { return f.open(unix.O_WRONLY, "reader") }

// OpenReader opens the FIFO for reading when a writer has opened it.
func (f *FIFO) OpenReader() (*End, error) { return f.open(unix.O_RDONLY, "writer") }

// open opens one end. The kernel has it wait there for the other: fifo(7).
func (f *FIFO) open(flags int, peer string) (*End, error) {
	if f.created {
		f.program.Narrate("create %s with mode %04o", cli.Quote(f.path), f.options.mode.Perm())
	}
	e := &End{FIFO: f, peer: peer}
	e.tellWhenAsked()
	waited := f.waitFor(peer, "")
	descriptor, err := f.place.open(f.path, flags)
	waited(err)
	if err != nil {
		return nil, f.failed(err)
	}
	cli.EnlargePipe(descriptor)
	e.descriptor = descriptor
	return e, nil
}

// failed returns the error for what failed with err, nil for nil.
func (f *FIFO) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", cli.Quote(f.path), cli.Reason(err))
}

// waitFor has the program end with so far, what happened before, after --timeout,
// unless the returned function is called earlier; and also if the FIFO has been
// removed, as nobody can come then. Whoever is at a terminal is told after a second
// what it waits for.
func (f *FIFO) waitFor(peer, soFar string) (waited func(error)) {
	f.program.Narrate("%s: wait for a %s", cli.Quote(f.path), peer)
	var timers []*time.Timer
	if f.program.AtTerminal() && !f.program.Verbose() {
		timers = append(timers, time.AfterFunc(time.Second, func() {
			f.program.Warn(fmt.Errorf("%s: waiting for a %s", cli.Quote(f.path), peer))
		}))
	}
	if timeout := *f.options.timeout; timeout > 0 {
		timers = append(timers, time.AfterFunc(timeout, func() {
			f.program.Exit(cli.Errorf(cli.TimedOut, "%s: no %s within %v%s",
				cli.Quote(f.path), peer, timeout, soFar))
		}))
	}
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(time.Second):
			}
			if f.place.isGone() {
				f.program.Exit(cli.Errorf(cli.Failed, "%s: removed, so that no %s can come%s",
					cli.Quote(f.path), peer, soFar))
			}
		}
	}()
	var once sync.Once
	return func(err error) {
		once.Do(func() {
			close(over)
			for _, timer := range timers {
				timer.Stop()
			}
			if err == nil {
				f.program.Narrate("%s: a %s is there", cli.Quote(f.path), peer)
			}
		})
	}
}

// place is where a FIFO is.
type place struct {
	descriptor int // refers to it without being open, where the system has such; else -1
	stat       unix.Stat_t
}

// is tells whether stat is of the same file.
func (p *place) is(stat unix.Stat_t) bool {
	return stat.Dev == p.stat.Dev && stat.Ino == p.stat.Ino
}

// isGone tells whether the FIFO had a name and has none now, where that can be told.
func (p *place) isGone() bool {
	var now unix.Stat_t
	return p.stat.Nlink > 0 && p.descriptor >= 0 && unix.Fstat(p.descriptor, &now) == nil && now.Nlink == 0
}

// checked returns the place that stat is about, if it is a FIFO.
func checked(descriptor int, stat unix.Stat_t) (place, error) {
	if stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return place{}, errNotFIFO
	}
	return place{descriptor, stat}, nil
}

// openByPath opens what is called path, and looks again once it is open whether
// that is the FIFO that was found there.
func (p *place) openByPath(path string, flags int) (int, error) {
	descriptor, err := retry(func() (int, error) { return unix.Open(path, flags, 0) })
	if err != nil {
		return -1, err
	}
	var stat unix.Stat_t
	err = unix.Fstat(descriptor, &stat)
	if err == nil && !p.is(stat) {
		err = errors.New("replaced by another file")
	}
	if err != nil {
		unix.Close(descriptor)
		return -1, err
	}
	return descriptor, nil
}
