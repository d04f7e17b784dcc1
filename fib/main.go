// Command fib prints Fibonacci numbers, one per line. A worker child computes and writes
// them. Its parent waits for the worker and exits with the same status.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

const usage = `Usage: fib [OPTION]... [FIRST] LAST

Print the Fibonacci numbers fib(FIRST) to fib(LAST), one per line; fib(0) is 0.
FIRST is 0 by default, and at most 1000000000; LAST at most 9223372036854775807.
A worker child computes and writes the numbers; its parent waits for the worker.

Options:

Examples:
  fib 5                  print 0 1 1 2 3 5, one per line
  fib 1000000 1000000    print one number, of 208988 digits
  fib -v -s 60 5 &       keep parent and worker alive, to look at them with ps
`

func main() {
	program := cli.New("fib", usage)
	program.Exit(run(program))
}

func run(program *cli.Program) error {
	var sleep time.Duration
	program.DurationVarP(&sleep, "sleep", "s", 0, "make the worker sleep for `DURATION` first")
	operands, err := program.Operands()
	switch {
	case errors.Is(err, cli.ErrNotAnOption):
		return fmt.Errorf("%w, and an index can't be negative", err)
	case err != nil:
		return err
	}
	first, last, err := indices(operands)
	if err != nil {
		return cli.Errorf(cli.ExitUsage, "%w", err)
	}
	if worker.IsWorker(program) {
		return work(program, sleep, first, last)
	}
	child, err := worker.Start(program, os.Stdin, os.Stdout, os.Args[1:]...)
	if err != nil {
		return err
	}
	return child.Wait()
}

// indices reads [FIRST] LAST.
func indices(operands []string) (first, last uint64, err error) {
	switch len(operands) {
	case 0:
		return 0, 0, errors.New("LAST is missing")
	case 1:
		last, err = index(operands[0])
	case 2:
		if first, err = index(operands[0]); err == nil {
			last, err = index(operands[1])
		}
	default:
		err = fmt.Errorf("extra operand %s", cli.Quote(operands[2]))
	}
	if err == nil && first > last {
		err = fmt.Errorf("FIRST %d is after LAST %d", first, last)
	}
	return first, last, err
}

func index(text string) (uint64, error) {
	n, err := cli.ParseCount(text, 63)
	switch {
	case errors.Is(err, cli.ErrTooLarge):
		return 0, fmt.Errorf("%s: %w: the last index is %d", cli.Quote(text), err, uint64(1)<<63-1)
	case err != nil:
		return 0, fmt.Errorf("%s: %w", cli.Quote(text), err)
	}
	return n, nil
}

// work is the worker's part: it sleeps, then writes the numbers.
func work(program *cli.Program, sleep time.Duration, first, last uint64) error {
	if err := worker.FollowParent(program); err != nil {
		return err
	}
	if sleep > 0 {
		program.Narrate("sleep %v", sleep)
		time.Sleep(sleep)
	}
	program.Narrate("write fib(%d) to fib(%d)", first, last)
	return printSequence(pipe.NewOutput(pipe.Stdout), first, last)
}
