package cli

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// catchQuit has SIGQUIT end the program as other signals do, where the Go runtime
// would dump its stacks. To catch a signal takes two changes of threads: New lets that
// go on beside the rest of the start, and who is about SIGQUIT waits for it here.
func (p *Program) catchQuit() {
	p.catching.Do(func() { p.endBy(unix.SIGQUIT) })
}

// watch has the other signals that ask a program to end clean up before they do.
// Who has nothing to clean up does without. SIGHUP and SIGINT are still ignored if the program was started so, by
// nohup or as a background job of a script; of others the Go runtime does not tell.
func (p *Program) watch() {
	for _, s := range []syscall.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGTERM} {
		if !signal.Ignored(s) && !slices.Contains(p.intercepted, s) {
			p.endBy(s)
		}
	}
}

// endBy has s end the program by EndBy.
func (p *Program) endBy(s syscall.Signal) {
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, s)
	go func() {
		<-arrived
		p.EndBy(s)
	}()
}

// Intercept takes signals over from their default, to end the program, and from
// being ignored. It is to be called before there is anything to clean up.
func (p *Program) Intercept(signals ...syscall.Signal) <-chan os.Signal {
	p.catchQuit()
	p.intercepted = append(p.intercepted, signals...)
	arrived := make(chan os.Signal, 64)
	for _, s := range signals {
		signal.Reset(s)
		signal.Notify(arrived, s)
	}
	return arrived
}

// Ignore ignores signals.
func (p *Program) Ignore(signals ...syscall.Signal) {
	p.catchQuit()
	for _, s := range signals {
		signal.Ignore(s)
	}
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
