// Command sigpair starts a child, waits for a signal from it, and kills it.
package main

import (
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/worker"
)

const usage = `Usage: sigpair [OPTION]... [COMMAND [ARG]...]

Starts a child, waits until it sends a signal to its parent, and kills it.
Without COMMAND the child is a worker that sleeps, signals its parent and waits
to be killed; a line on standard output then tells what happened.

Options:

A SIGNAL is a name or a number: USR1, SIGUSR1, usr1, RTMIN+1, 10.
A DURATION is a number of seconds, or has units: 5, 0.5, 100ms, 5s, 2m, 1h, 1d.

Examples:
  sigpair -d 1                        the exchange with a worker
  sigpair -v -d 1                     the same, each event told
  sigpair -c INT                      each Ctrl-C prints a smiley
  sigpair sh -c 'kill -USR1 $PPID; sleep 60'
                                      the exchange with a command
`

func main() {
	program := cli.New("sigpair", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) (err error) {
	if worker.IsLauncher(program) {
		return worker.Launch(program)
	}
	e := exchange{program: program}
	program.SetInterspersed(false) // options after COMMAND are its own
	program.DurationVarP(&e.delay, "delay", "d", 5*time.Second, "let the worker sleep for `DURATION` (default 5s)")
	program.SignalVarP(&e.awaited, "signal", "s", unix.SIGUSR1, "wait for `SIGNAL` (default USR1)")
	program.SignalVarP(&e.kill, "kill", "k", unix.SIGKILL, "kill the child by `SIGNAL` (default KILL)")
	program.SignalsVarP(&e.caught, "catch", "c", "print :~: at `SIGNAL` and go on; may be repeated")
	program.DurationVarP(&e.timeout, "timeout", "t", 0, "exit 124 after `DURATION`")
	if e.command, err = program.Operands(); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return cli.Errorf(cli.ExitUsage, "%w", err)
	}
	if worker.IsWorker(program) {
		return e.work()
	}
	e.blockAwaited()
	return e.run()
}

// check refuses signals that can't be waited for, caught, or used to kill.
func (e *exchange) check() error {
	if err := canCatch(e.awaited); err != nil {
		return fmt.Errorf("--signal: %w", err)
	}
	for _, s := range e.caught {
		if err := canCatch(s); err != nil {
			return fmt.Errorf("--catch: %w", err)
		}
		if s == e.awaited {
			return fmt.Errorf("--catch: %s is the signal that sigpair waits for (--signal)", cli.SignalName(s))
		}
	}
	if len(e.command) > 0 {
		return nil
	}
	switch e.kill {
	case unix.SIGCHLD, unix.SIGCONT, unix.SIGURG, unix.SIGWINCH,
		unix.SIGSTOP, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU:
		return fmt.Errorf("--kill: %s does not kill a worker (signal(7))", cli.SignalName(e.kill))
	case unix.SIGPROF, 33:
		return fmt.Errorf("--kill: %s does not kill a worker: the Go runtime does not pass it on",
			cli.SignalName(e.kill))
	}
	return nil
}

// canCatch returns an error for a signal that a Go program can't catch.
func canCatch(s syscall.Signal) error {
	switch s {
	case unix.SIGKILL, unix.SIGSTOP:
		return fmt.Errorf("%s can't be caught (signal(7))", cli.SignalName(s))
	case unix.SIGURG:
		return fmt.Errorf("%s can't be caught: the Go runtime sends it to its own threads", cli.SignalName(s))
	case unix.SIGPROF, 32, 33, 34: // 32 to 34 are the C library's
		return fmt.Errorf("%s can't be caught: the Go runtime does not pass it on", cli.SignalName(s))
	}
	return nil
}
