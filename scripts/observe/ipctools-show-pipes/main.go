// Command ipctools-show-pipes draws running processes, the pipes between them, how full
// these are, and where something does not go on. scripts/show-pipes.sh builds and runs
// it.
package main

import (
	"os"
	"path/filepath"
	"strings"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

const usage = `Usage: NAME [OPTION]... [OPERAND]...
   or: NAME [OPTION]... -- COMMAND [ARG]...

Draw processes, the pipes between them, how full these are, and what each
process is doing. Sentences below say why something does not go on, where that
is certain. No pipe is opened, and no process is disturbed. Linux only.

An OPERAND selects processes, and with them all that pipes connect with them:
  PID             this process, and its descendants
  group:N         the processes of process group N
  session:N       the processes of session N
  FIFO            the processes that have it open, or wait to open it
  pipe:N          the processes that have this pipe open; also pipe:[N]
Without OPERAND, these are the jobs of this terminal. COMMAND is started, and
drawn on standard error until it ends.

Options:
Exit status 126: COMMAND can't be run; 127: COMMAND is not found; else that of
COMMAND.

A pipe looks like "1 ▶ ███ 8 of 64 KiB ▶ 0 cat 42": the process above
writes to it by descriptor 1, and cat 42 reads from it by descriptor 0. A ? is
for what can't be known; the reason is below.

Examples:
  NAME                the jobs of this terminal
  NAME queue          who has the FIFO open, who waits for it
  NAME -w $$          this shell and its jobs, until Ctrl-C
  NAME -- sh -c 'seq 9999999 | sort | tail -n 1'
`

// settings are the options.
type settings struct {
	watch, signals, mermaid bool
}

func main() {
	// The script calls it by another name, as does the package.
	called := cli.Visible(filepath.Base(os.Args[0]))
	name := strings.TrimSuffix(called, "-launcher") // see worker.Launch
	program := cli.New(name, strings.ReplaceAll(usage, "NAME", name))
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	if worker.IsLauncher(program) {
		return worker.Launch(program)
	}
	var set settings
	program.BoolVarP(&set.watch, "watch", "w", false, "draw again and again, until Ctrl-C or until the\nprocesses have ended")
	program.BoolVarP(&set.signals, "signals", "s", false, "show the signals that each process catches,\nignores and blocks, and those pending")
	program.BoolVarP(&set.mermaid, "mermaid", "", false, "write a Mermaid flowchart")
	operands, err := program.Operands()
	if err != nil {
		return err
	}
	if dash := program.ArgsLenAtDash(); dash >= 0 {
		return runCommand(program, set, operands[:dash], operands[dash:])
	}
	choose, err := parse(operands)
	if err != nil {
		return err
	}
	if set.watch {
		return set.redraw(pipe.Stdout, choose, nil)
	}
	s, err := observe.Take(choose.from)
	if err != nil {
		return err
	}
	program.Narrate("%d processes, %d pipes and sockets", len(s.Processes), len(s.Channels))
	return program.Print(set.draw(s, choose, screenOf(pipe.Stdout)))
}

// runCommand starts COMMAND, and draws it on standard error until it ends.
func runCommand(program *cli.Program, set settings, operands, command []string) error {
	switch {
	case len(operands) > 0:
		return cli.Errorf(cli.ExitUsage, "not both OPERAND and COMMAND: %s", cli.Quote(operands[0]))
	case len(command) == 0:
		return cli.Errorf(cli.ExitUsage, "COMMAND is missing")
	}
	child, err := worker.StartCommand(program, os.Stdin, os.Stdout, 0, command...)
	if err != nil {
		return err
	}
	choose := &selection{pids: []int{child.Pid}, taken: true} // it may have ended already
	if err := set.redraw(pipe.Stderr, choose, child.Ended()); err != nil {
		program.Warn(err)
	}
	return child.Wait()
}

// draw returns the picture of s as text.
func (set settings) draw(s *observe.Snapshot, choose *selection, on screen) string {
	if set.mermaid {
		return mermaid(s)
	}
	p := picture{Snapshot: s, signals: set.signals, named: choose.channels}
	if len(s.Processes) == 0 {
		p.add(span{choose.nothing(s), plain})
	} else {
		forest := s.Forest()
		p.order = flatten(forest)
		p.column = min(labelWidth(forest, 0)+3, pictureWidth/2)
		p.processes(forest, "", "")
	}
	p.notes()
	return p.render(on)
}
