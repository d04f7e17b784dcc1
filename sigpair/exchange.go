package main

import (
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

// exchange is an exchange of signals with a child, as the options describe it.
type exchange struct {
	program   *cli.Program
	delay     time.Duration
	awaited   syscall.Signal
	kill      syscall.Signal
	caught    []syscall.Signal
	timeout   time.Duration // 0 for none
	command   []string      // empty for a worker
	signalled atomic.Bool   // the awaited signal has come
	killed    bool          // and the child was sent the other
	decide    sync.Once     // whether the timeout ends the program, or the verdict does
}

// run is the parent's part. It returns nil when the child has signalled, was killed and
// has been reaped.
func (e *exchange) run() error {
	// The handlers are there before a child that could signal.
	awaited := e.program.Intercept(e.awaited)
	caught := e.program.Intercept(e.caught...)
	child, err := e.start()
	if err != nil {
		return err
	}
	if e.timeout > 0 {
		time.AfterFunc(e.timeout, func() {
			e.decide.Do(func() { e.program.Exit(e.timedOut(child)) })
		})
	}
	// A goroutine of its own: the exchange does not wait for the reader of standard
	// output.
	smiled := make(chan error, 1)
	go func() { smiled <- e.smile(caught, child) }()
	for {
		select {
		case <-awaited:
			if err := e.answer(child); err != nil {
				return err
			}
		case err := <-smiled: // also once the child has ended
			if err != nil {
				return err
			}
			if len(awaited) > 0 {
				e.signalled.Store(true)
			}
			return e.verdict(child)
		}
	}
}

func (e *exchange) start() (*worker.Child, error) {
	if len(e.command) == 0 {
		child, err := worker.Start(e.program, os.Stdin, os.Stdout, os.Args[1:]...)
		if err == nil {
			e.program.AtExit(child.End)
		}
		return child, err
	}
	worker.AdoptOrphans(e.program)
	return worker.StartCommand(e.program, os.Stdin, os.Stdout, e.command...)
}

// answer kills the child when the awaited signal has come for the first time.
func (e *exchange) answer(child *worker.Child) error {
	if e.signalled.Swap(true) {
		return nil
	}
	e.program.Narrate("<- [%d] %s", child.Pid, cli.SignalName(e.awaited))
	err := child.Kill(e.kill)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("can't send %s to child %d: %w", cli.SignalName(e.kill), child.Pid, err)
	}
	e.killed = err == nil
	return nil
}

// smile prints a smiley for each signal that is caught until the child has ended.
func (e *exchange) smile(caught <-chan os.Signal, child *worker.Child) error {
	for {
		select {
		case s := <-caught:
			e.program.Narrate("caught %s", cli.SignalName(s.(syscall.Signal)))
			if err := e.program.Print(":~:\n"); err != nil {
				return err
			}
		case <-child.Ended():
			if len(caught) == 0 {
				return nil
			}
		}
	}
}

// timedOut returns the error for an exchange that takes longer than --timeout.
func (e *exchange) timedOut(child *worker.Child) error {
	reason := "no " + cli.SignalName(e.awaited)
	if e.signalled.Load() {
		reason = "not ended by " + cli.SignalName(e.kill)
	}
	select {
	case <-child.Ended():
		reason = "ended, but what is printed was not read"
	default:
	}
	return cli.Errorf(cli.ExitTimeout, "child %d: %s within %v", child.Pid, reason, e.timeout)
}

// verdict returns an error for a child that did not end as it should. For a worker that
// did, it prints what happened.
func (e *exchange) verdict(child *worker.Child) error {
	signalled, byWorker := e.signalled.Load(), len(e.command) == 0
	err := child.Wait()
	switch {
	case !signalled && byWorker && err != nil:
		return err
	case !signalled:
		return fmt.Errorf("child %d ended before it sent %s: %s",
			child.Pid, cli.SignalName(e.awaited), child.How())
	case !e.killed, (byWorker || e.kill == unix.SIGKILL) && child.Status() != 128+int(e.kill):
		// A command may take any other signal as a request to exit.
		return fmt.Errorf("child %d sent %s, but ended before it was killed: %s",
			child.Pid, cli.SignalName(e.awaited), child.How())
	case !byWorker:
		return nil
	}
	// Once standard output takes the line, the timeout no longer counts; before, it does,
	// and nothing is printed.
	pipe.Wait(unix.Stdout, unix.POLLOUT)
	e.decide.Do(func() {})
	return e.program.Print(fmt.Sprintf("child %d sent %s and was killed by %s\n",
		child.Pid, cli.SignalName(e.awaited), cli.SignalName(e.kill)))
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
	// A key at the terminal signals the worker as well as its parent.
	e.program.Ignore(e.intercepted()...)
	killed := e.program.Intercept(e.kill) // a Go program survives some signals by default
	e.program.Narrate("sleep %v", e.delay)
	time.Sleep(e.delay)

	parent, err := worker.Parent()
	if err != nil {
		return fmt.Errorf("parent: %w", err)
	}
	e.program.Narrate("-> [%d] %s", parent.Pid, cli.SignalName(e.awaited))
	if err := parent.Signal(e.awaited); err != nil {
		return fmt.Errorf("can't send %s to parent %d: %w", cli.SignalName(e.awaited), parent.Pid, err)
	}
	e.program.ExitBySignal((<-killed).(syscall.Signal))
	return nil
}
