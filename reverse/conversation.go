package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"ipctools/internal/cli"
	"ipctools/internal/worker"
)

// conversation is the parent's side of the conversation with a worker.
type conversation struct {
	program    *cli.Program
	format     format
	child      *worker.Child
	toWorker   *os.File // write end of the pipe that is the worker's input
	fromWorker *os.File // read end of the pipe that is its output
	replies    *bufio.Reader
	inputEnded bool // after a last phrase that had no delimiter
}

// converse asks for phrases and prints them reversed by a worker, through two
// ordinary pipes, until limit is reached or the input ends.
func converse(program *cli.Program, format format, limit limit) error {
	c, err := startConversation(program, format)
	if err != nil {
		return err
	}
	phrases := bufio.NewReader(os.Stdin)
	for !limit.done() && !c.inputEnded {
		program.Prompt("phrase: ")
		phrase, err := c.read(phrases)
		if err != nil {
			return err
		}
		if phrase == nil {
			program.Prompt("\n")
			break
		}
		if !limit.take(format.trim(phrase, true)) {
			break
		}
		reply, err := c.exchange(phrase)
		if err != nil {
			return err
		}
		if err := program.Print(string(reply)); err != nil {
			return err
		}
	}
	return c.end()
}

func startConversation(program *cli.Program, format format) (*conversation, error) {
	theirInput, toWorker, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirInput.Close()
	fromWorker, theirOutput, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirOutput.Close()
	arguments := []string{"--unit=" + string(format.unit)}
	if format.delimiter == 0 {
		arguments = append(arguments, "--zero")
	}
	child, err := worker.Start(program, theirInput, theirOutput, arguments...)
	if err != nil {
		return nil, err
	}
	return &conversation{
		program: program, format: format, child: child,
		toWorker: toWorker, fromWorker: fromWorker, replies: bufio.NewReader(fromWorker),
	}, nil
}

// read returns the next phrase, nil at the end of input. It does not wait for a
// phrase when the worker has ended.
func (c *conversation) read(phrases *bufio.Reader) (phrase []byte, err error) {
	done := make(chan struct{})
	go func() {
		phrase, err = phrases.ReadBytes(c.format.delimiter)
		close(done)
	}()
	select {
	case <-done:
	case <-c.child.Ended():
		return nil, c.workerLeft()
	}
	switch {
	case err == nil:
		return phrase[:len(phrase)-1], nil
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("standard input: %w", cli.Reason(err))
	case len(phrase) == 0:
		return nil, nil
	}
	c.inputEnded = true
	return phrase, nil
}

// exchange sends phrase to the worker and returns its reply, delimiter included.
func (c *conversation) exchange(phrase []byte) (reply []byte, err error) {
	c.program.Narrate("-> [%d] %q", c.child.Pid, phrase)
	record := append(bytes.Clone(phrase), c.format.delimiter)
	if _, err := c.toWorker.Write(record); err != nil {
		return nil, c.workerLeft()
	}
	reply, err = c.replies.ReadBytes(c.format.delimiter)
	if err != nil {
		return nil, c.workerLeft()
	}
	c.program.Narrate("<- [%d] %q", c.child.Pid, reply[:len(reply)-1])
	return reply, nil
}

// workerLeft returns the error for a worker that ended before the conversation.
func (c *conversation) workerLeft() error {
	if err := c.child.Wait(); err != nil {
		return err
	}
	return fmt.Errorf("worker %d left the conversation", c.child.Pid)
}

// end closes the pipes, which ends the worker, and waits for it.
func (c *conversation) end() error {
	c.toWorker.Close()
	c.fromWorker.Close()
	return c.child.Wait()
}
