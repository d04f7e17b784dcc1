package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe/diagram"
	"ipctools/internal/observe/trace"
)

// exitUnobserved is the status if the command can't be traced.
const exitUnobserved = 3

// dataLimit is how many bytes of each message are kept.
const dataLimit = 256

// drawCommand runs a command, and draws what its processes have done when all of them
// have ended. The status is that of the command.
func (set settings) drawCommand(program *cli.Program, command []string) error {
	output, err := set.create(program)
	if err != nil {
		return err
	}
	// These keys of the terminal are for the command, which may go on after them.
	keys := program.Intercept(unix.SIGINT, unix.SIGQUIT)
	program.Intercept(unix.SIGUSR1, unix.SIGUSR2) // for COMMAND may send them to its parent
	traced, err := start(program, command)
	if err != nil {
		return err
	}
	collected := collect(traced)
	status, err := traced.Wait()
	if err != nil {
		return cli.Errorf(exitUnobserved, "%w", err)
	}
	for len(keys) > 0 { // that the command has got
		<-keys
	}
	events := awaitAll(program, traced, collected, keys, command[0])
	// A signal that ends this program kills the command first: nothing is drawn of that.
	program.Uninterrupted(func() {})
	if _, err := traced.Wait(); err != nil {
		return cli.Errorf(exitUnobserved, "%w", err)
	}
	program.Narrate("%d events", len(events))
	root, events := trace.Clean(traced.Root(), events)
	if err := output(set.text(diagram.FromTrace(root, events))); err != nil {
		return err
	}
	if status != 0 {
		return &cli.Error{Status: status}
	}
	return nil
}

// collect collects the events until every process has ended.
func collect(traced *trace.Trace) <-chan []trace.Event {
	collected := make(chan []trace.Event, 1)
	go func() {
		var events []trace.Event
		programs := make(map[int]string)
		for e := range traced.Events() {
			if e.Kind == trace.Exec {
				// What runs itself again, as sigpair does, keeps its name.
				if path := programs[e.PID]; path != "" && e.Args[0] == "/proc/self/exe" {
					e.Args[0] = path
				}
				programs[e.PID] = e.Args[0]
			}
			e.Data = bytes.Clone(e.Data[:min(len(e.Data), dataLimit)])
			events = append(events, e)
		}
		collected <- events
	}()
	return collected
}

// awaitAll waits until the processes have ended that the command has left behind, or
// until a key at the terminal ends them.
func awaitAll(program *cli.Program, traced *trace.Trace, collected <-chan []trace.Event, keys <-chan os.Signal, name string) []trace.Event {
	late := time.After(time.Second)
	for {
		select {
		case events := <-collected:
			return events
		case <-keys:
			traced.End()
		case <-late:
			program.Warn(fmt.Errorf("%s has ended; waiting for processes that it has started, which Ctrl-C ends", cli.Quote(name)))
		}
	}
}

// start starts the command. Whatever ends this program, nothing of the command is left.
// After SIGKILL, the guard of the trace ends it.
func start(program *cli.Program, command []string) (traced *trace.Trace, err error) {
	program.AtExit(func() {
		if traced != nil {
			traced.End()
		}
	})
	program.Uninterrupted(func() { traced, err = trace.Start(command, trace.Options{}) })
	switch {
	case errors.Is(err, trace.ErrMissing), errors.Is(err, trace.ErrNotPermitted):
		return nil, cli.Errorf(exitUnobserved, "%w", err)
	case err != nil:
		var decided *cli.Error
		if errors.As(err, &decided) {
			return nil, err
		}
		return nil, fmt.Errorf("can't start %s: %w", cli.Quote(command[0]), cli.Reason(err))
	}
	return traced, nil
}
