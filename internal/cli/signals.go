package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// watch has the signals that ask a program to end clean up before they do, and SIGQUIT
// end it at all, where the Go runtime would dump its stacks. SIGHUP and SIGINT it goes
// on ignoring if it was started so, by nohup or as a background job of a script; of
// others the Go runtime does not tell.
//
// To catch a signal takes two changes of threads. New lets that go on beside the rest of
// the start, and who has something to clean up, or is about signals, waits for it here.
// A signal that comes just before it is caught ends the program in another thread, which
// may be late for that. So SIGQUIT, at which the runtime tells its stacks first, is last.
func (p *Program) watch() {
	p.watching.Do(func() {
		signals := make(chan os.Signal, 1)
		for _, s := range []os.Signal{unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT} {
			if !signal.Ignored(s) {
				signal.Notify(signals, s)
			}
		}
		go func() { p.EndBy((<-signals).(syscall.Signal)) }()
	})
}

// Intercept takes signals over from their default, to end the program, and from
// being ignored.
func (p *Program) Intercept(signals ...syscall.Signal) <-chan os.Signal {
	p.watch()
	arrived := make(chan os.Signal, 64)
	for _, s := range signals {
		signal.Reset(s)
		signal.Notify(arrived, s)
	}
	return arrived
}

// Ignore ignores signals.
func (p *Program) Ignore(signals ...syscall.Signal) {
	p.watch()
	for _, s := range signals {
		signal.Ignore(s)
	}
}

// EndBy cleans up and ends the program by s, so that a waiting shell sees it and
// a script that was interrupted does not go on with its next command. Of other signals
// the Go runtime makes a dump of its stacks, or nothing: the program then ends with the
// status that a shell has for s.
func (p *Program) EndBy(s syscall.Signal) {
	if !p.cleaned.Load() { // else it is held up by its last words, and need not be
		p.end.Lock()
		p.cleanUp()
	}
	switch s {
	case unix.SIGHUP, unix.SIGINT, unix.SIGTERM:
		signal.Reset(s)
		unix.Kill(os.Getpid(), s)
		time.Sleep(time.Second) // it may reach another thread first
	}
	os.Exit(128 + int(s))
}

// stopInBackground has the terminal stop the program, as it does with any that reads from
// it in the background, but not once it ends. timeout(1) has a program that it ends go on
// but once, and this one would read again before it had ended.
func (p *Program) stopInBackground() {
	stops, continued := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(stops, unix.SIGTTIN, unix.SIGTTOU)
	signal.Notify(continued, unix.SIGCONT)
	go func() {
		for range stops {
			time.Sleep(10 * time.Millisecond) // for a signal to end that came at the same time
			foreground, err := unix.IoctlGetInt(unix.Stdin, unix.TIOCGPGRP)
			if err == nil && foreground == unix.Getpgrp() || p.ending.Load() {
				continue
			}
			for len(continued) > 0 {
				<-continued
			}
			unix.Kill(os.Getpid(), unix.SIGSTOP)
			<-continued
		}
	}()
}
