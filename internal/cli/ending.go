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

// ending is the whole protocol by which a program ends: see "How a program ends" in
// doc/how-it-works.md. The rules are:
//
//  1. A program ends once, by Exit or by a signal, whichever comes first. Any other
//     goroutine that calls Exit blocks.
//  2. First the cleanups run, in reverse order of registration. A cleanup waits for
//     nobody but a reader that takes bytes in every tenth of a second. Its messages are
//     dropped if nobody reads standard error.
//  3. After an Exit, the program then prints its message and exits with its status. After
//     a signal, it takes the signal's default action, so that a shell that waits for it
//     sees the signal and stops its script.
//  4. If a signal arrives while the message waits for a reader of standard error, the
//     program ends a tenth of a second later.
//  5. While a step of Uninterrupted runs, nothing ends the program.
//  6. Signals are caught only from the first AtExit on. Until then the kernel ends the
//     program by their default action, as it does with a program that has no handlers.
//     Where the kernel can't do that, they are caught from the start: see kernelSignals.
//  7. Every signal that ends an ordinary program ends this one (signal(7)). If SIGHUP or
//     SIGINT was ignored at the start, by nohup or as a script's background job, it stays
//     ignored. For other signals, Go does not show whether they were ignored. Go keeps
//     SIGPIPE, so that a write can fail with EPIPE. It also keeps the signals of faults,
//     such as SIGSEGV.
//  8. A signal that the program intercepts does not end it, whether Intercept or AtExit
//     is called first.
type ending struct {
	// turn is held by Uninterrupted. The goroutine that ends the program never releases
	// it.
	turn        sync.Mutex
	cleanups    []func()  // guarded by turn
	cleanUp     sync.Once // runs the cleanups; a second caller waits until they have run
	begun       atomic.Bool
	signal      syscall.Signal // that ends the program; 0 if Exit does
	signals     chan os.Signal
	kernel      kernelSignals
	intercepted []syscall.Signal
}

// AtExit makes cleanup run when the program ends, by Exit or by a signal that it can
// catch, like bash's EXIT trap. Within Uninterrupted, AtExit would wait for turn forever.
func (p *Program) AtExit(cleanup func()) {
	p.OnExit(cleanup)
	p.turn.Lock()
	defer p.turn.Unlock()
	p.catch()
}

// OnExit makes cleanup run when the program ends by Exit. A signal also runs it, but only
// once AtExit has been called, for this cleanup or another.
func (p *Program) OnExit(cleanup func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.cleanups = append(p.cleanups, cleanup)
}

// EndingSignal returns to a cleanup the signal that ends the program, or 0 if Exit does.
func (p *Program) EndingSignal() syscall.Signal { return p.signal }

// Uninterrupted runs step. A signal that arrives meanwhile ends the program only after
// step has returned. So a cleanup never sees a step that is half done.
func (p *Program) Uninterrupted(step func()) {
	p.turn.Lock()
	defer p.turn.Unlock()
	step()
}

// Exit runs the cleanups, reports err unless it is nil, and ends the program with the
// status that err carries: see Error.
func (p *Program) Exit(err error) {
	if !p.endsFirst(0) {
		select {} // another goroutine ends the process
	}
	os.Exit(p.report(err))
}

// ExitBySignal runs the cleanups and ends the program by s. If the default action of s
// does not end the program, it exits with the status that a shell reports for s.
func (p *Program) ExitBySignal(s syscall.Signal) {
	if !p.endsFirst(s) {
		time.Sleep(time.Second / 10) // for the message of Exit
	}
	if os.Getpid() != 1 { // which default actions do not end (pid_namespaces(7))
		raise(s)
		time.Sleep(time.Second / 10) // another thread may receive s, a little later
	}
	os.Exit(128 + int(s))
}

// endsFirst runs the cleanups, or waits until another goroutine has run them. It reports
// whether this goroutine is the first to end the program, by s or by Exit.
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

// catch makes the ending signals end the program by ExitBySignal. Only the first call has
// an effect.
func (p *Program) catch() {
	if p.signals != nil {
		return
	}
	p.signals = make(chan os.Signal, 1)
	go func() { p.ExitBySignal((<-p.signals).(syscall.Signal)) }()
	for _, s := range endings {
		if !signal.Ignored(s) && !slices.Contains(p.intercepted, s) {
			signal.Notify(p.signals, s) // first: Go's handler drops what nobody has asked for
			p.kernel.takeBack(s)
		}
	}
}

// Intercept delivers signals to the returned channel. They no longer have their default
// action, and are no longer ignored.
func (p *Program) Intercept(signals ...syscall.Signal) <-chan os.Signal {
	arrived := make(chan os.Signal, 64)
	for _, s := range signals {
		p.Exempt(s)
		signal.Notify(arrived, s)
		p.kernel.takeBack(s)
	}
	return arrived
}

// Exempt keeps s from ending the program. The caller must then block, ignore or intercept
// s.
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
