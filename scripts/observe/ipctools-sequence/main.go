// Command ipctools-sequence draws what processes do to each other as a sequence diagram:
// those of any command, which it runs under strace(1), or the five programs, from their
// narration. scripts/sequence.sh builds and runs it.
package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe/diagram"
)

const usage = `Usage: NAME [--mermaid] [OPTION]... [FILE]
   or: NAME [--mermaid] [OPTION]... -- COMMAND [ARG]...

Draw what processes do to each other as a sequence diagram. With COMMAND, run it
under strace, and draw its processes when they have ended: how they start and
end, their signals, and what they send through pipes, sockets and FIFOs. COMMAND
has standard input, output and error to itself until then. Linux only.

Without COMMAND, draw what the five programs report with -v, from FILE or
standard input. Lines of other programs go to standard error. After Ctrl-C, the
diagram is still drawn.

Options:
Exit status 3: COMMAND can't be traced; 126: it can't be run; 127: it is not
found; else that of COMMAND.

An arrow goes from one process to another. A dashed arrow is an event that only
its receiver reports: how a child ended, a reply, or what comes out of a FIFO.
Text without an arrow is an event of one process. Double lines are FIFOs, and
pipes with several writers or readers. Ten columns fit into 80 characters.

Examples:
  NAME -- python3 exercise.py 5
  NAME -o diagram -- reverse -i
  sigpair -v -d 1 |& NAME
  { fifo-reader -v p & seq 9 | fifo-writer -v p; wait; } |& NAME
`

// settings are the options.
type settings struct {
	mermaid bool
	output  string
}

func main() {
	// The script calls it by another name, as does the package.
	name := cli.Visible(filepath.Base(os.Args[0]))
	program := cli.New(name, strings.ReplaceAll(usage, "NAME", name))
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var set settings
	program.BoolVarP(&set.mermaid, "mermaid", "", false, "write a Mermaid sequence diagram, with names\nbut no PIDs")
	program.StringVarP(&set.output, "output", "o", "", "write the diagram to `FILE`, not standard output")
	operands, err := program.Operands()
	if err != nil {
		return err
	}
	dash := program.ArgsLenAtDash()
	switch {
	case dash > 0:
		return cli.Errorf(cli.ExitUsage, "not both FILE and COMMAND: %s", cli.Quote(operands[0]))
	case dash == 0 && len(operands) == 0:
		return cli.Errorf(cli.ExitUsage, "COMMAND is missing")
	case dash == 0:
		return set.drawCommand(program, operands)
	case len(operands) > 1:
		return cli.Errorf(cli.ExitUsage, "extra operand %s", cli.Quote(operands[1]))
	}
	return set.drawNarration(program, operands)
}

// drawNarration draws the narration in a file, or in standard input.
func (set settings) drawNarration(program *cli.Program, operands []string) error {
	// Ctrl-C also reaches the programs, and they still report how they end.
	program.Ignore(unix.SIGINT)
	input, isPipe := io.Reader(os.Stdin), true
	if len(operands) == 1 && operands[0] != "-" {
		file, err := os.Open(operands[0])
		if err != nil || isFolder(file) {
			return cli.Errorf(cli.ExitFailure, "%s: can't be read", cli.Quote(operands[0]))
		}
		defer file.Close()
		input, isPipe = file, false
	}
	output, err := set.create(program)
	if err != nil {
		return err
	}
	d, err := diagram.FromNarration(input, os.Stderr)
	switch {
	case err != nil:
		return cli.Errorf(cli.ExitFailure, "the narration can't be read: %w", cli.Reason(err))
	case d == nil && isPipe:
		return errors.New("no narration: was -v given, and |& in place of |?")
	case d == nil:
		return errors.New("no narration: was -v given?")
	}
	return output(set.text(d))
}

func isFolder(file *os.File) bool {
	info, err := file.Stat()
	return err != nil || info.IsDir()
}

// create creates the file of --output, before anything is drawn. It returns the function
// that writes the diagram, there or else to standard output.
func (set settings) create(program *cli.Program) (write func(text string) error, err error) {
	if set.output == "" || set.output == "-" {
		return program.Print, nil
	}
	wrap := func(err error) error {
		if err == nil {
			return nil
		}
		return cli.Errorf(cli.ExitFailure, "%s: %w", cli.Quote(set.output), cli.Reason(err))
	}
	file, err := os.Create(set.output)
	if err != nil {
		return nil, wrap(err)
	}
	return func(text string) error {
		_, err := file.WriteString(text)
		return wrap(errors.Join(err, file.Close()))
	}, nil
}

func (set settings) text(d *diagram.Diagram) string {
	if set.mermaid {
		return d.Mermaid()
	}
	return d.Text()
}
