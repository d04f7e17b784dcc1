package pipe

import (
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
)

// longestPause is long: it is for a splice of a part of a page, which sends no signal.
const longestPause = time.Second

// begin makes the kernel send SIGURG for each event (O_ASYNC in open(2), F_SETOWN and
// F_SETSIG in fcntl(2)). SIGURG ends no program. The Go runtime sends it,
// too, to preempt goroutines: that only causes one more look.
func (w *Watch) begin() {
	w.signals = make(chan os.Signal, 1)
	signal.Notify(w.signals, unix.SIGURG)
	unix.FcntlInt(uintptr(w.descriptor), unix.F_SETOWN, os.Getpid())
	unix.FcntlInt(uintptr(w.descriptor), unix.F_SETSIG, int(unix.SIGURG))
	w.setAsync(unix.O_ASYNC)
}

// End ends the watch, and with it any other watch of the same descriptor.
func (w *Watch) End() {
	w.setAsync(0)
	signal.Stop(w.signals)
}

func (w *Watch) setAsync(flag int) {
	flags, err := unix.FcntlInt(uintptr(w.descriptor), unix.F_GETFL, 0)
	if err == nil {
		unix.FcntlInt(uintptr(w.descriptor), unix.F_SETFL, flags&^unix.O_ASYNC|flag)
	}
}

// Unread returns how many bytes are in a pipe. Linux reports them at either end.
func Unread(descriptor int) (int, error) {
	return unix.IoctlGetInt(descriptor, unix.TIOCINQ)
}
