// Package fifo finds, creates and opens a named pipe, and waits for its other end
// (fifo(7)). The rules are:
//
//   - Any file that is not a FIFO is refused, and is neither opened nor changed.
//   - The file that was checked is the file that is opened, even if another file gets its
//     name meanwhile.
//   - A FIFO, or a folder or symbolic link on the way to it, is refused if a stranger may
//     have planted it (proc_sys_fs(5)).
//   - A wait has one result: the peer comes, the time is up, or the FIFO is removed. The
//     first of these decides, and later ones change nothing; see Waiting.
package fifo

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// Options are the options that fifo-writer and fifo-reader share.
type Options struct {
	Keep     bool
	Mode     fs.FileMode   // of a FIFO that is created
	Timeout  time.Duration // 0 for no limit
	Idle     time.Duration // 0 for no limit
	Progress bool
	PipeSize int // of the FIFO, in bytes; 0 to enlarge it for bulk data or a long record
	AnyOwner bool
	NoCreate bool
	Remove   Removal // of the FIFO when the program ends
}

// Removal says which FIFO is removed.
type Removal int

const (
	Stays            Removal = iota
	RemovedIfCreated         // by this program
	Removed
)

// Define defines the options of a program at whose other end is a peer: "reader" or
// "writer".
func (o *Options) Define(program *cli.Program, peer string) {
	program.BoolVarP(&o.Keep, "keep", "k", false, "when the last "+peer+" leaves, wait for the next;\nfollow the name of FIFO, as tail -F does")
	program.ModeVarP(&o.Mode, "mode", "m", 0o600, "octal permissions of a new FIFO (default 0600)")
	program.DurationVarP(&o.Timeout, "timeout", "t", 0, "exit 124 after `DURATION` with no "+peer)
	program.DurationVarP(&o.Idle, "idle", "", 0, "exit 124 after `DURATION` in which nothing moves")
	program.BoolVarP(&o.Progress, "progress", "p", false, "show bytes, rate and time on standard error")
	program.SizeVarP(&o.PipeSize, "pipe-size", "", 0, "make FIFO hold `SIZE` bytes, such as 64K or 1M")
	program.BoolVarP(&o.NoCreate, "no-create", "", false, "fail if FIFO does not exist")
	program.BoolVarP(&o.AnyOwner, "any-owner", "", false, "trust a FIFO of any user, also in /tmp")
}

// ErrExtraOperand is the error of Operand for a second operand.
var ErrExtraOperand = errors.New("extra operand")

// Operand parses the command line and returns its one operand, the path of the FIFO.
func Operand(program *cli.Program) (path string, err error) {
	operands, err := program.Operands()
	switch {
	case err != nil:
		return "", err
	case len(operands) == 0:
		return "", cli.Errorf(cli.ExitUsage, "FIFO is missing")
	case len(operands) > 1:
		return "", cli.Errorf(cli.ExitUsage, "%w %s", ErrExtraOperand, cli.Quote(operands[1]))
	case operands[0] == "-":
		return "", cli.Errorf(cli.ExitUsage, "-: does not stand for a standard file here; use ./- for a FIFO of that name")
	}
	return operands[0], nil
}

// FIFO refers to a named pipe that exists. It does not hold the pipe open.
type FIFO struct {
	Idle    *pipe.Idle // the clock of --idle
	Output  int        // a wait ends the program if the reader of Output leaves; -1 for none
	path    string
	program *cli.Program
	options Options
	handle  handle
	found   bool // handle is valid
	created bool
	naming  sync.Mutex // guards handle where another goroutine than the main one uses it
	checked time.Time  // when CheckNameAgain last looked

	watchOutput sync.Once
	outputLeft  <-chan struct{}
}

// String returns the path as messages show it.
func (f *FIFO) String() string { return cli.Quote(f.path) }

// Wrap puts the path of the FIFO before err, and returns nil for nil.
func (f *FIFO) Wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%v: %w", f, cli.Reason(err))
}

// OutputLeft returns a channel that is closed when the reader of Output has left.
func (f *FIFO) OutputLeft() <-chan struct{} {
	f.watchOutput.Do(func() {
		if f.Output >= 0 {
			f.outputLeft = pipe.WatchReader(f.Output)
		}
	})
	return f.outputLeft
}

// OpenFirst opens the FIFO as soon as a peer has opened its other end (fifo(7)), and
// gives it the size of --pipe-size. If no peer comes within --timeout, it ends the
// program, and its message ends with tally.
func (f *FIFO) OpenFirst(flags int, peer, tally string) (descriptor int, err error) {
	if f.created {
		f.program.Narrate("create %v with mode %04o", f, f.options.Mode.Perm())
	}
	waiting := f.Begin(Wait{Event: peer, Flags: flags, Tally: tally})
	descriptor, err = f.Open(flags)
	if !waiting.isOver(err) {
		unix.Close(descriptor) // so that no peer finds it while the message is written
		select {}
	}
	if err != nil {
		return descriptor, f.Wrap(err)
	}
	err = f.CheckName()
	if flags == unix.O_RDONLY && !pipe.AtEnd(descriptor) {
		err = nil // first what the old FIFO holds
	}
	if !errors.Is(err, ErrReplaced) {
		return descriptor, errors.Join(err, f.resize(descriptor))
	}
	unix.Close(descriptor)
	if err := f.Follow(); err != nil {
		return -1, err
	}
	return f.OpenFirst(flags, peer, tally)
}

// TryOpen opens the FIFO, and gives it the size of --pipe-size, if a peer has opened the
// other end. Else it returns ENXIO.
func (f *FIFO) TryOpen(flags int) (descriptor int, err error) {
	if descriptor, err = f.Open(flags | unix.O_NONBLOCK); err == nil {
		err = f.resize(descriptor)
	}
	return descriptor, err
}

func (f *FIFO) Open(flags int) (descriptor int, err error) {
	f.naming.Lock()
	now := f.handle
	f.naming.Unlock()
	return now.open(flags)
}

// IsUnnamed reports whether this is an ordinary pipe, such as <(COMMAND) in bash. It has
// no path by which a next peer could open it.
func (f *FIFO) IsUnnamed() bool { return f.handle.isUnnamed() }

// RefuseSelf returns an error if the standard file called name is the FIFO itself: every
// byte out of the FIFO would go into it again, endlessly.
func (f *FIFO) RefuseSelf(descriptor int, name string) error {
	var stat unix.Stat_t
	if unix.Fstat(descriptor, &stat) == nil && f.handle.sameFile(stat) {
		return fmt.Errorf("%s is %v itself", name, f)
	}
	return nil
}

// Finish removes the FIFO, with --remove, before the exit status is decided. If it fails,
// the cleanup of Find tries again, and reports the reason.
func (f *FIFO) Finish() error {
	if f.remove() != nil {
		return &cli.Error{Status: cli.ExitFailure}
	}
	return nil
}

// remove removes the FIFO, if --remove asks for that and the FIFO still has its name.
func (f *FIFO) remove() error {
	if !f.found || f.options.Remove == Stays || f.options.Remove == RemovedIfCreated && !f.created {
		return nil
	}
	err := f.handle.remove()
	switch {
	case errors.Is(err, unix.ENOENT):
		return nil
	case err != nil:
		return fmt.Errorf("%v: not removed: %w", f, err)
	}
	f.program.Narrate("remove %v", f)
	return nil
}

// ReportOnUSR1 reports the tally of moved bytes at each SIGUSR1, as dd(1) does.
func (f *FIFO) ReportOnUSR1(tally func() string) {
	asked := f.program.Intercept(unix.SIGUSR1)
	go func() {
		for range asked {
			f.program.Warn(fmt.Errorf("%v: so far %s", f, tally()))
		}
	}()
}
