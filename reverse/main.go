// Command reverse reverses the order of the characters of every line. At a
// terminal it holds a conversation in which a worker child does that.
package main

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/worker"
)

const usage = `Usage: reverse [OPTION]... [FILE]...

Reverses the order of the characters of every line of each FILE, or of standard
input, where there is no FILE or FILE is -. A character is what a reader sees as
one: accents stay on their letters, flags and family emoji stay whole.

Options:

With no FILE and a terminal for standard input, or with -i, it asks for a
phrase, sends it through a pipe to a worker child, and prints what comes back
through another, until the phrase is "end" or PHRASE.

Examples:
  echo 'Noël' | reverse               print lëoN
  reverse -n 10 names.txt             reverse the first ten lines
  find . -print0 | reverse -0 | sort -z | reverse -0
                                      sort file names by their ends
  reverse -v                          watch a conversation with a worker
`

func main() {
	program := cli.New("reverse", usage)
	split := splitting{unit: grapheme}
	program.VarP(&split.unit, "unit", "u", "keep each `UNIT` whole: grapheme (default), rune\nor byte")
	zero := program.BoolP("zero", "0", false, "records end in NUL, not newline")
	count := program.CountP("count", "n", unlimited, "stop after `N` records")
	stop := program.StringP("stop", "s", "end", "stop at a record that is `PHRASE`")
	interactive := program.BoolP("interactive", "i", false, "hold a conversation with a worker child")
	files := program.ParseOptions()

	split.delimiter = cli.Delimiter(*zero)
	until := limit{count: *count}
	isWorker := worker.IsWorker(program)
	converses := *interactive || len(files) == 0 && !isWorker && term.IsTerminal(unix.Stdin)
	if converses || program.Changed("stop") {
		until.stop = []byte(*stop)
	}
	switch {
	case isWorker:
		if err := worker.FollowParent(program); err != nil {
			program.Exit(err)
		}
	case converses && len(files) > 0:
		program.Exit(cli.Errorf(cli.WrongUse, "-i: takes no FILE: %s", cli.Quote(files[0])))
	case converses:
		program.Exit(converse(program, split, until))
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	program.Exit(reverseFiles(program, &filter{splitting: split, limit: until}, files))
}

// reverseFiles goes on after a file that can't be read, and fails in the end.
func reverseFiles(program *cli.Program, f *filter, names []string) (result error) {
	cli.EnlargePipe(unix.Stdout)
	for _, name := range names {
		if f.done() {
			break
		}
		program.Narrate("read %s", cli.Quote(name))
		err := reverseFile(f, name)
		var unreadable *inputError
		if err != nil && !errors.As(err, &unreadable) {
			return err
		}
		if err != nil {
			program.Warn(err)
			result = &cli.Error{Status: cli.Failed}
		}
	}
	program.Narrate("%d records", f.records)
	return result
}

func reverseFile(f *filter, name string) error {
	var input io.Reader = cli.Stdin
	if name == "-" {
		name = "standard input"
		cli.EnlargePipe(unix.Stdin)
	} else {
		file, err := os.Open(name)
		if err != nil {
			return &inputError{name, err}
		}
		defer file.Close()
		input = file
	}
	return f.copy(cli.Stdout, input, name)
}
