package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

// exchange is an exchange of signals with a child, as set by the options.
type exchange struct {
	program   *cli.Program
	delay     time.Duration
	awaited   syscall.Signal
	blocked   syscall.Signal // the awaited signal if this process has blocked it, else 0
	kill      syscall.Signal
	caught    []syscall.Signal
	timeout   time.Duration // 0 means no limit
	command   []string      // empty if the child is a worker
	child     *worker.Child
	announced *os.File    // a worker writes a byte to it before it signals
	signalled atomic.Bool // the awaited signal has come
	killed    bool        // the kill signal was then sent to the child
	isOver    atomic.Bool // the timeout has decided
	decide    sync.Once   // decides whether the timeout or the verdict ends the program
}

// run is the parent's part. It returns nil when the child has signalled, was killed and
// has been reaped.
func (e *exchange) run() error {
	// The handlers are in place before there is a child that could signal.
	senders, err := e.awaitSignal()
	if err != nil {
		return err
	}
	caught := e.program.Intercept(e.caught...)
	wrong := e.program.Intercept(e.wrongSignals()...)
	if err := e.start(); err != nil {
		return err
	}
	if e.timeout > 0 {
		time.AfterFunc(e.timeout, func() {
			e.decide.Do(func() {
				e.isOver.Store(true)
				e.program.Exit(e.timedOut())
			})
		})
	}
	// This runs in a goroutine, so that the exchange does not wait for the reader of
	// standard output.
	smiled := make(chan error, 1)
	go func() { smiled <- e.smile(caught) }()
	var hidden <-chan time.Time // looks whether a stranger's signal has hidden the worker's
	var over <-chan time.Time   // a little after the child's end
	for {
		select {
		case sender := <-senders:
			if err := e.answer(sender); err != nil {
				return err
			}
			if !e.signalled.Load() && len(e.command) == 0 {
				hidden = time.After(time.Second / 10)
			}
		case <-hidden:
			hidden = time.After(time.Second / 10)
			if !e.signalled.Load() && e.hasSent() {
				if err := e.answer(e.child.Pid); err != nil {
					return err
				}
			}
		case s := <-wrong:
			e.program.Warn(fmt.Errorf("%s came instead of %s",
				cli.SignalName(s.(syscall.Signal)), cli.SignalName(e.awaited)))
			e.program.ExitBySignal(s.(syscall.Signal))
		case err := <-smiled: // printing has failed, or the child has ended
			if err != nil {
				return err
			}
			// A signal that the child sent before its end may not have reached this
			// goroutine yet.
			wait := time.Second / 10
			if e.signalled.Load() {
				wait = 0
			}
			over = time.After(wait)
		case <-over:
			return e.verdict()
		}
	}
}

// wrongSignals returns the signals that a child may send by mistake.
func (e *exchange) wrongSignals() []syscall.Signal {
	return slices.DeleteFunc([]syscall.Signal{unix.SIGUSR1, unix.SIGUSR2}, func(s syscall.Signal) bool {
		return slices.Contains(e.intercepted(), s)
	})
}

// start starts the child, and makes the program end it in any case.
func (e *exchange) start() (err error) {
	if len(e.command) > 0 {
		if err := worker.AdoptOrphans(e.program); err != nil {
			e.program.Warn(fmt.Errorf("can't end the processes that COMMAND leaves behind: %w", err))
		}
		e.child, err = worker.StartCommand(e.program, os.Stdin, os.Stdout, e.blocked, e.command...)
		return err
	}
	announced, theirs, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("can't make a pipe: %w", cli.Reason(err))
	}
	defer theirs.Close()
	e.announced = announced
	if e.child, err = worker.Start(e.program, os.Stdin, theirs, os.Args[1:]...); err == nil {
		e.program.AtExit(e.child.End)
	}
	return err
}

// answer kills the child when the awaited signal comes from it for the first time. If the
// signal comes from another process, answer reports and ignores it.
func (e *exchange) answer(sender int) error {
	name := cli.SignalName(e.awaited)
	if e.signalled.Load() {
		return nil
	}
	switch origin := e.origin(sender); {
	case origin == worker.Stranger && sender == 0:
		e.program.Warn(fmt.Errorf("%s did not come from the child: ignored", name))
		return nil
	case origin == worker.Stranger:
		e.program.Warn(fmt.Errorf("%s from %d, which is not the child: ignored", name, sender))
		return nil
	case origin == worker.Descendant:
		e.program.Narrate("<- [%d] %s", cmp.Or(sender, e.child.Pid), name)
	case origin == worker.Ended:
		e.program.Narrate("%s from %d, which has ended", name, sender)
	case sender > 0:
		e.program.Narrate("%s from %d, of unknown origin", name, sender)
	default:
		e.program.Narrate("%s from an unknown process", name)
	}
	e.signalled.Store(true)
	err := e.child.Kill(e.kill)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("can't send %s to child %d: %w", cli.SignalName(e.kill), e.child.Pid, err)
	}
	e.killed = err == nil
	return nil
}

// origin finds out who sent the awaited signal: see "How sigpair knows who sent a signal"
// in doc/how-it-works.md. A worker announces its signal, so an earlier one is a
// stranger's.
func (e *exchange) origin(sender int) worker.Origin {
	if len(e.command) > 0 {
		return e.child.Origin(sender)
	}
	events, err := pipe.Poll(int(e.announced.Fd()), unix.POLLIN, 0)
	if sender == e.child.Pid || sender == 0 && err == nil && events&unix.POLLIN != 0 {
		return worker.Descendant
	}
	return worker.Stranger
}

// smile prints a smiley for each caught signal, until the child has ended.
func (e *exchange) smile(caught <-chan os.Signal) error {
	for {
		select {
		case s := <-caught:
			if e.isOver.Load() {
				continue
			}
			e.program.Narrate("caught %s", cli.SignalName(s.(syscall.Signal)))
			if err := e.program.Print(":~:\n"); err != nil {
				return err
			}
		case <-e.child.Ended():
			if len(caught) == 0 {
				return nil
			}
		}
	}
}

// timedOut returns the error for an exchange that takes longer than --timeout.
func (e *exchange) timedOut() error {
	reason := "no " + cli.SignalName(e.awaited)
	if e.signalled.Load() {
		reason = "not ended by " + cli.SignalName(e.kill)
	}
	select {
	case <-e.child.Ended():
		reason = "ended, but nobody read the output"
	default:
	}
	return cli.Errorf(cli.ExitTimeout, "child %d: %s within %v", e.child.Pid, reason, e.timeout)
}

// verdict returns an error if the exchange did not take place as it should. Otherwise, if
// the child is a worker, it prints the line that describes the exchange.
func (e *exchange) verdict() error {
	child, signalled, byWorker := e.child, e.signalled.Load(), len(e.command) == 0
	switch {
	case child.Err() != nil:
		return child.Err()
	case !signalled && byWorker && child.Status() != 0:
		return child.Wait()
	case !signalled:
		return fmt.Errorf("child %d ended before it sent %s: %s",
			child.Pid, cli.SignalName(e.awaited), child.How())
	case !e.killed, (byWorker || e.kill == unix.SIGKILL) && child.Status() != 128+int(e.kill):
		// A command may take any other signal as a request to exit.
		return fmt.Errorf("%s came, but child %d ended before it was killed: %s",
			cli.SignalName(e.awaited), child.Pid, child.How())
	case !byWorker:
		return nil
	}
	// The timeout counts until standard output can take the line. So either the timeout
	// ends the program, or the line is printed.
	pipe.Wait(unix.Stdout, unix.POLLOUT)
	e.decide.Do(func() {})
	return e.program.Print(fmt.Sprintf("child %d sent %s and was killed by %s\n",
		child.Pid, cli.SignalName(e.awaited), cli.SignalName(e.kill)))
}

// awaitFromUnknown returns a channel that receives 0 for each awaited signal, because its
// sender is unknown.
func (e *exchange) awaitFromUnknown() <-chan int {
	senders, arrived := make(chan int, 64), e.program.Intercept(e.awaited)
	go func() {
		for range arrived {
			senders <- 0
		}
	}()
	return senders
}

// intercepted returns the signals that do not end the parent.
func (e *exchange) intercepted() []syscall.Signal {
	return append(slices.Clone(e.caught), e.awaited)
}

// work is the worker's part: it sleeps, signals its parent, and waits to be killed.
func (e *exchange) work() error {
	if err := worker.FollowParent(e.program); err != nil {
		return err
	}
	// A key at the terminal signals the worker too, not only its parent.
	for _, s := range e.intercepted() {
		if s != e.kill {
			e.program.Ignore(s)
		}
	}
	killed := e.program.Intercept(e.kill) // a Go program survives some signals by default
	e.program.Narrate("sleep %v", e.delay)
	time.Sleep(e.delay)

	parent, err := worker.Parent()
	if err != nil {
		return fmt.Errorf("parent: %w", err)
	}
	if err := e.program.Print("!"); err != nil { // announces the signal: see origin
		return err
	}
	e.program.Narrate("-> [%d] %s", parent.Pid, cli.SignalName(e.awaited))
	if err := parent.Signal(e.awaited); err != nil {
		return fmt.Errorf("can't send %s to parent %d: %w", cli.SignalName(e.awaited), parent.Pid, err)
	}
	if err := e.program.Print("!"); err != nil { // has sent it: see hasSent
		return err
	}
	e.program.ExitBySignal((<-killed).(syscall.Signal))
	return nil
}
