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

Start a child, wait until it sends a signal to its parent, and kill it. Without
COMMAND, the child is a worker that sleeps, signals its parent, and waits to be
killed. A line on standard output then describes the exchange.

Options:
Exit status 126: COMMAND can't be run; 127: COMMAND is not found.

Examples:
  sigpair -d 1                        exchange signals with a worker
  sigpair -v -d 1                     and report each event
  sigpair -c INT                      print a smiley at each Ctrl-C for 5 s
  sigpair sh -c 'kill -USR1 $PPID; exec sleep 60'
                                      exchange signals with a command
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
	program.SetInterspersed(false) // options after COMMAND belong to COMMAND
	program.DurationVarP(&e.delay, "delay", "d", 5*time.Second, "make the worker sleep for `DURATION` (default 5s)")
	program.SignalVarP(&e.awaited, "signal", "s", unix.SIGUSR1, "wait for `SIGNAL` (default USR1)")
	program.SignalVarP(&e.kill, "kill", "k", unix.SIGKILL, "kill the child with `SIGNAL` (default KILL)")
	program.SignalsVarP(&e.caught, "catch", "c", "print :~: at `SIGNAL` and continue (repeatable)")
	program.DurationVarP(&e.timeout, "timeout", "t", 0, "kill the child and exit 124 after `DURATION`")
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

// check returns an error for a signal that can't be caught, or that does not kill a
// worker.
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
	case unix.SIGPROF, 32, 33, 34: // C libraries use 32 to 34
		return fmt.Errorf("%s can't be caught: the Go runtime does not pass it on", cli.SignalName(s))
	}
	return nil
}
