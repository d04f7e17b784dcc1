package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watch has the signals that ask a program to end clean up before they do. SIGHUP
// and SIGINT it goes on ignoring if it was started so, by nohup or as a background
// job of a script; of others the Go runtime does not tell. Whoever wants one of
// them for something else takes it away with signal.Reset.
func (p *Program) watch() {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{unix.SIGQUIT, unix.SIGHUP, unix.SIGINT, unix.SIGTERM} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	// A write whose reader has left is to fail, not to end the program before it
	// has cleaned up. Catching SIGPIPE does that, and unlike ignoring it is not
	// passed on to children.
	signal.Notify(make(chan os.Signal, 1), unix.SIGPIPE)
	go func() { p.EndBy((<-signals).(syscall.Signal)) }()
}

// EndBy cleans up and ends the program by s, so that a waiting shell sees it and
// a script that was interrupted does not go on with its next command.
func (p *Program) EndBy(s syscall.Signal) {
	p.end.Lock()
	p.cleanUp()
	if s != unix.SIGQUIT { // by which the Go runtime would dump its stacks
		signal.Reset(s)
		unix.Kill(os.Getpid(), s)
		time.Sleep(time.Second) // it may reach another thread first
	}
	os.Exit(128 + int(s))
}
