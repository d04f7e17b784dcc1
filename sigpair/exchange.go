package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/worker"
)

// exchange is an exchange of signals with a child, as the options ask for it.
type exchange struct {
	program *cli.Program
	delay   *time.Duration
	awaited *syscall.Signal
	kill    *syscall.Signal
	caught  *[]syscall.Signal
	timeout *time.Duration // 0 for none
	command []string       // empty for a worker
}

// run is the parent's part: it returns nil when the child has signalled, was
// killed and has been reaped.
func (e *exchange) run() error {
	// Ready before there is a child that could signal.
	awaited := e.program.Intercept(*e.awaited)
	caught := e.program.Intercept(*e.caught...)
	child, err := e.start()
	if err != nil {
		return err
	}
	var signalled atomic.Bool
	if *e.timeout > 0 {
		time.AfterFunc(*e.timeout, func() { e.program.Exit(e.late(child, signalled.Load())) })
	}
	// Nothing that is waited for here waits for whoever reads standard output.
	smiled := make(chan struct{})
	go func() {
		defer close(smiled)
		e.smile(caught, child)
	}()
	killed := false
	for {
		select {
		case <-awaited:
			if signalled.Swap(true) {
				continue
			}
			e.program.Narrate("<- [%d] %s", child.Pid, cli.SignalName(*e.awaited))
			err := child.Kill(*e.kill)
			killed = err == nil
			if err != nil && !errors.Is(err, os.ErrProcessDone) {
				return fmt.Errorf("can't send %s to child %d: %w",
					cli.SignalName(*e.kill), child.Pid, err)
			}
		case <-child.Ended():
			select {
			case <-awaited: // before it ended
				signalled.Store(true)
			default:
			}
			<-smiled
			return e.verdict(child, signalled.Load(), killed)
		}
	}
}

// smile prints a smiley for each signal that is caught until the child has ended.
func (e *exchange) smile(caught <-chan os.Signal, child *worker.Child) {
	for {
		select {
		case s := <-caught:
			e.program.Narrate("caught %s", cli.SignalName(s.(syscall.Signal)))
			if err := e.program.Print(":~:\n"); err != nil {
				e.program.Exit(err)
			}
		case <-child.Ended():
			if len(caught) == 0 {
				return
			}
		}
	}
}

// late returns the error for an exchange that takes longer than --timeout.
func (e *exchange) late(child *worker.Child, signalled bool) error {
	late := "no " + cli.SignalName(*e.awaited)
	if signalled {
		late = "not ended by " + cli.SignalName(*e.kill)
	}
	select {
	case <-child.Ended():
		late = "ended, but what is printed was not read"
	default:
	}
	return cli.Errorf(cli.TimedOut, "child %d: %s within %v", child.Pid, late, *e.timeout)
}

// intercepted are the signals that do not end the parent.
func (e *exchange) intercepted() []syscall.Signal {
	return append(slices.Clone(*e.caught), *e.awaited)
}

func (e *exchange) start() (*worker.Child, error) {
	if len(e.command) == 0 {
		return worker.Start(e.program, os.Stdin, os.Stdout, os.Args[1:]...)
	}
	worker.AdoptOrphans(e.program)
	return worker.StartCommand(e.program, os.Stdin, os.Stdout, e.command...)
}

// verdict tells whether the child ended as it should.
func (e *exchange) verdict(child *worker.Child, signalled, killed bool) error {
	err := child.Wait()
	switch {
	case !signalled && len(e.command) == 0 && err != nil:
		return err
	case !signalled:
		return fmt.Errorf("child %d ended before it sent %s: %s",
			child.Pid, cli.SignalName(*e.awaited), child.How())
	case !killed, (len(e.command) == 0 || *e.kill == unix.SIGKILL) && child.Status() != 128+int(*e.kill):
		// A command may take any other signal as a request to end by itself.
		return fmt.Errorf("child %d sent %s, but ended before it was killed: %s",
			child.Pid, cli.SignalName(*e.awaited), child.How())
	case len(e.command) > 0:
		return nil
	}
	return e.program.Print(fmt.Sprintf("child %d sent %s and was killed by %s\n",
		child.Pid, cli.SignalName(*e.awaited), cli.SignalName(*e.kill)))
}

// work is the worker's part.
func (e *exchange) work() error {
	if err := worker.FollowParent(e.program); err != nil {
		return err
	}
	// A key at the terminal signals the worker as well as its parent.
	e.program.Ignore(e.intercepted()...)
	killed := e.program.Intercept(*e.kill) // some signals a Go program outlives by default
	e.program.Narrate("sleep %v", *e.delay)
	time.Sleep(*e.delay)

	parent, err := worker.Parent()
	if err != nil {
		return fmt.Errorf("parent: %w", err)
	}
	e.program.Narrate("-> [%d] %s", parent.Pid, cli.SignalName(*e.awaited))
	if err := parent.Signal(*e.awaited); err != nil {
		return fmt.Errorf("can't send %s to parent %d: %w", cli.SignalName(*e.awaited), parent.Pid, err)
	}
	e.program.EndBy((<-killed).(syscall.Signal))
	return nil
}
