package fifo

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/pipe"
)

// ErrReplaced means that another FIFO has the name now. Follow goes on with that one.
var ErrReplaced = errors.New("replaced by another FIFO")

// CheckName returns ErrReplaced if another FIFO has the name now, and --keep should go on
// with it. It returns another error if the file that has the name now is refused.
func (f *FIFO) CheckName() error {
	if !f.options.Keep {
		return nil
	}
	f.naming.Lock()
	defer f.naming.Unlock()
	next, err := f.byName()
	switch {
	case isMissing(err):
		return nil // a new one may come
	case err != nil:
		return f.Wrap(err)
	}
	defer next.close()
	if f.handle.sameFile(next.stat) {
		return nil
	}
	return ErrReplaced
}

// CheckNameAgain is CheckName, but looks at most once per second.
func (f *FIFO) CheckNameAgain() error {
	if !f.options.Keep || time.Since(f.checked) < time.Second {
		return nil
	}
	f.checked = time.Now()
	return f.CheckName()
}

func isMissing(err error) bool { return errors.Is(err, unix.ENOENT) || errors.Is(err, errDangling) }

// byName returns the FIFO that has the name now. It creates none.
func (f *FIFO) byName() (handle, error) {
	return locate(f.path, f.trust, func(int, string) error { return unix.ENOENT })
}

// isLost reports whether no peer can come, because the FIFO has lost its name. With
// --keep, another one can get the name, but not a name such as /dev/fd/3.
func (f *FIFO) isLost() bool {
	f.naming.Lock()
	defer f.naming.Unlock()
	if !f.handle.isGone() || !f.options.Keep {
		return f.handle.isGone()
	}
	same, err := f.byName()
	if err == nil {
		same.close()
	}
	return err == nil && f.handle.sameFile(same.stat)
}

// wake ends the wait of all who wait for a peer of this FIFO, by being that peer for a
// moment. With --keep, each of them then looks at the name.
func (f *FIFO) wake(flags int) error {
	peer := unix.O_RDONLY
	if flags == unix.O_RDONLY {
		peer = unix.O_WRONLY
	}
	descriptor, err := f.Open(peer | unix.O_NONBLOCK)
	if err == nil {
		unix.Close(descriptor)
	}
	return err
}

// Follow makes f refer to the FIFO that has the name now. If there is none any more, a
// wait for a peer looks again.
func (f *FIFO) Follow() (err error) {
	f.program.Uninterrupted(func() {
		f.naming.Lock()
		defer f.naming.Unlock()
		var next handle
		if next, err = f.byName(); err == nil {
			f.handle.close()
			f.handle, f.created = next, false
		}
	})
	if isMissing(err) {
		return nil
	}
	if err == nil {
		f.program.Narrate("%v: go on with the new FIFO of that name", f)
	}
	return f.Wrap(err)
}

// FollowToRead goes on with the FIFO that has the name now: descriptor becomes its read
// end.
func (f *FIFO) FollowToRead(descriptor int) error {
	if err := f.Follow(); err != nil {
		return err
	}
	next, err := f.Open(unix.O_RDONLY | unix.O_NONBLOCK)
	if err == nil {
		err = f.resize(next)
	}
	if err == nil {
		err = pipe.Replace(descriptor, next)
	}
	return f.Wrap(err)
}

// FollowToWrite goes on with the FIFO that has the name now, as soon as it has a reader:
// descriptor becomes its write end. Until then it is detached, because a reader of the
// old FIFO must not wait for this writer. If no reader comes in time, the message ends
// with tally.
func (f *FIFO) FollowToWrite(descriptor int, tally string) error {
	if err := f.Follow(); err != nil {
		return err
	}
	if err := pipe.Detach(descriptor); err != nil {
		return f.Wrap(err)
	}
	next, err := f.OpenFirst(unix.O_WRONLY, "reader", tally)
	if err != nil {
		return err
	}
	return f.Wrap(pipe.Replace(descriptor, next))
}
