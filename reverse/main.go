// Command reverse reverses the order of the characters of every line. At a terminal it
// holds a conversation: a worker child reverses each phrase that the user types.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

const usage = `Usage: reverse [OPTION]... [FILE]...

Reverse the characters of every line of each FILE. If FILE is missing or -, read
standard input. A character is what a reader sees as one: accents stay on their
letters, flags and family emoji stay whole.

Options:

With -i, or with no FILE and a terminal as standard input, reverse holds a
conversation: it asks for a phrase, sends it to a worker child through one pipe,
and prints the answer that comes through another. The phrase "end" ends the
conversation. With -s, PHRASE ends it instead.

Examples:
  echo 'Noël' | reverse               print lëoN
  reverse -n 10 names.txt             reverse the first ten lines
  find . -print0 | reverse -0 | sort -z | reverse -0
                                      sort file names by their ends
  reverse -v                          watch a conversation with a worker
`

func main() {
	program := cli.New("reverse", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	split := splitting{unit: grapheme}
	var until limit
	var zero, interactive bool
	var stop string
	program.VarP(&split.unit, "unit", "u", "keep each `UNIT` whole: grapheme (default), rune\n(or codepoint) or byte")
	program.BoolVarP(&zero, "zero", "0", false, "lines end in NUL, not newline")
	program.CountVarP(&until.count, "count", "n", unlimited, "stop after `N` lines")
	program.StringVarP(&stop, "stop", "s", "end", "stop at a line that is `PHRASE`, and don't print it")
	program.BoolVarP(&interactive, "interactive", "i", false, "hold a conversation with a worker child")
	files, err := program.Operands()
	if err != nil {
		return err
	}

	split.delimiter = cli.Delimiter(zero)
	isWorker := worker.IsWorker(program)
	converses := !isWorker && (interactive || len(files) == 0 && term.IsTerminal(unix.Stdin))
	if converses || program.Changed("stop") {
		until.stop = []byte(stop)
	}
	switch {
	case converses && len(files) > 0:
		return cli.Errorf(cli.ExitUsage, "-i: takes no FILE: %s", cli.Quote(files[0]))
	case converses:
		return converse(program, split, until)
	case isWorker: // it reverses its standard input like any other reverse
		if err := worker.FollowParent(program); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	return reverseFiles(program, &filter{splitting: split, limit: until}, files)
}

// reverseFiles reverses one file after the other. If a file can't be read, it reports
// that and continues with the next. It then returns an error after the last file.
func reverseFiles(program *cli.Program, f *filter, names []string) (result error) {
	output := pipe.NewOutput(pipe.Stdout)
	for _, name := range names {
		if f.done() {
			break
		}
		program.Narrate("read %s", cli.Quote(name))
		err := reverseFile(f, output, name)
		var unreadable *inputError
		if err != nil && !errors.As(err, &unreadable) {
			return err
		}
		if err != nil {
			program.Warn(err)
			result = &cli.Error{Status: cli.ExitFailure}
		}
	}
	program.Narrate("%d records", f.records)
	return result
}

func reverseFile(f *filter, output *pipe.Output, name string) error {
	file, input := os.Stdin, io.Reader(pipe.Stdin)
	if name == "-" {
		name = "standard input"
		output.Pipes = append(output.Pipes, unix.Stdin)
	} else {
		var err error
		file, err = os.Open(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &inputError{name, fmt.Errorf("%w; to reverse a phrase: echo … | reverse", cli.Reason(err))}
		case err != nil:
			return &inputError{name, err}
		}
		defer file.Close()
		input = file
	}
	if err := refuseOutput(file, name); err != nil {
		return err
	}
	return f.copy(output, input, name)
}

// refuseOutput returns an error if input is the same regular file as standard output, and
// is not at its end. The program could otherwise read its own output, without end.
func refuseOutput(input *os.File, name string) error {
	in, inErr := input.Stat()
	out, outErr := os.Stdout.Stat()
	if inErr != nil || outErr != nil || !in.Mode().IsRegular() || !os.SameFile(in, out) {
		return nil
	}
	if offset, err := input.Seek(0, io.SeekCurrent); err != nil || offset >= in.Size() {
		return nil
	}
	return &inputError{name, errors.New("input file is output file")}
}
