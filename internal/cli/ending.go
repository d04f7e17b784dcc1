package cli

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// This file is the whole protocol by which a program ends. The rules are:
//
//  1. A program ends once, by Exit or by a signal. The first of them wins, and any other
//     goroutine that calls Exit stands still.
//  2. First the cleanups run, the last one registered first. A cleanup never waits for a
//     user or for a peer, and its messages are dropped if nobody reads standard error.
//  3. After the cleanups come the message and the exit status, or the default action of
//     the signal, so that a waiting shell sees a signal and stops its script.
//  4. A signal that comes after that, while the message waits for a reader of standard
//     error, ends the program a tenth of a second later.
//  5. Nothing ends the program within Uninterrupted.
//  6. A signal is caught only from the first AtExit on. Until then the kernel ends the
//     program by its default action, as it does with any program that has no handlers.
//     Where that does not work, all are caught from the start: see kernelSignals.
//  7. Every signal that ends an ordinary program ends this one (signal(7)). SIGHUP or
//     SIGINT that was ignored at the start stays ignored, by nohup or in a background job
//     of a script. Go does not show whether other signals were ignored. Go keeps SIGPIPE
//     for itself, so that a write fails with EPIPE, and the signals of a broken program.
//  8. A signal that the program intercepts does not end it, whether Intercept or AtExit
//     is called first.
type ending struct {
	// turn is held by Uninterrupted, and for good by the goroutine that ends the program.
	turn        sync.Mutex
	cleanups    []func()  // guarded by turn
	cleanUp     sync.Once // runs the cleanups; a second caller waits for their end
	begun       atomic.Bool
	signal      syscall.Signal // that ends the program; 0 if Exit does
	signals     chan os.Signal
	kernel      kernelSignals
	intercepted []syscall.Signal
}

// AtExit makes cleanup run when the program ends, by Exit or by a signal that it can
// catch, as a shell's trap ... EXIT does. It is not called within Uninterrupted.
func (p *Program) AtExit(cleanup func()) {
	p.OnExit(cleanup)
	p.turn.Lock()
	defer p.turn.Unlock()
	p.catch()
}

// OnExit makes cleanup run when the program ends by Exit. A signal ends it without
// cleanup, unless AtExit was called, too.
func (p *Program) OnExit(cleanup func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.cleanups = append(p.cleanups, cleanup)
}

// EndingSignal returns to a cleanup the signal that ends the program, or 0 if Exit does.
func (p *Program) EndingSignal() syscall.Signal { return p.signal }

// Uninterrupted runs step. A signal that comes meanwhile ends the program when step has
// returned. A cleanup that was registered before sees either all that step does or
// nothing.
func (p *Program) Uninterrupted(step func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	step()
}

// Exit runs the cleanups, reports err unless it is nil, and ends the program with the
// status that err carries: see Error.
func (p *Program) Exit(err error) {
	if !p.endsFirst(0) {
		select {} // the other ends the process
	}
	os.Exit(p.report(err))
}

// ExitBySignal runs the cleanups and ends the program by s, or, where the default action
// of s does not end it, with the status that a shell gives to s.
func (p *Program) ExitBySignal(s syscall.Signal) {
	if !p.endsFirst(s) {
		time.Sleep(time.Second / 10) // for the message of Exit
	}
	if os.Getpid() != 1 {
		raise(s)
		time.Sleep(time.Second / 10) // another thread may receive it, a little later
	}
	os.Exit(128 + int(s))
}

// endsFirst runs the cleanups, or waits for their end, and reports whether this goroutine
// is the first to end the program, by s or by Exit.
func (p *Program) endsFirst(s syscall.Signal) (first bool) {
	p.cleanUp.Do(func() {
		first = true
		p.turn.Lock()
		p.signal = s
		p.begun.Store(true)
		for _, cleanup := range slices.Backward(p.cleanups) {
			cleanup()
		}
	})
	return first
}

// isEnding reports whether the program has begun to end.
func (p *Program) isEnding() bool { return p.begun.Load() }

// catch makes the ending signals end the program by ExitBySignal, from the first call on.
func (p *Program) catch() {
	if p.signals != nil {
		return
	}
	p.signals = make(chan os.Signal, 1)
	go func() { p.ExitBySignal((<-p.signals).(syscall.Signal)) }()
	for _, s := range endings {
		if !signal.Ignored(s) && !slices.Contains(p.intercepted, s) {
			p.kernel.takeBack(s)
			signal.Notify(p.signals, s)
		}
	}
}

// Intercept delivers signals to the returned channel, instead of their default action or
// of being ignored.
func (p *Program) Intercept(signals ...syscall.Signal) <-chan os.Signal {
	arrived := make(chan os.Signal, 64)
	for _, s := range signals {
		p.Exempt(s)
		p.kernel.takeBack(s)
		signal.Notify(arrived, s)
	}
	return arrived
}

// Exempt keeps s from ending the program. The caller blocks it.
func (p *Program) Exempt(s syscall.Signal) {
	p.intercepted = append(p.intercepted, s)
	signal.Reset(s)
}

// Ignore makes the program ignore signals.
func (p *Program) Ignore(signals ...syscall.Signal) {
	for _, s := range signals {
		p.Exempt(s)
		signal.Ignore(s)
	}
}
