package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

// conversation is the parent's side of a conversation with its worker.
type conversation struct {
	program      *cli.Program
	split        splitting
	child        *worker.Child
	toWorker     *os.File // write end of the pipe that is the worker's input
	fromWorker   *os.File // read end of the pipe that is the worker's output
	replies      *bufio.Reader
	inputEnded   bool // the last phrase may have had no delimiter
	replyTimeout int  // in seconds: see the constant
}

// converse asks for phrases, until the limit or the end of input. It sends each to a
// worker through one ordinary pipe, and prints the answer that comes through another.
func converse(program *cli.Program, split splitting, until limit) error {
	if err := refuseOutput(os.Stdin, "standard input"); err != nil {
		return err
	}
	c, err := startConversation(program, split)
	if err != nil {
		return err
	}
	defer c.child.End()
	phrases := bufio.NewReader(pipe.Stdin)
	echoesEnter := split.delimiter == '\n' && term.IsTerminal(unix.Stdin) && program.AtTerminal()
	for !until.done() && !c.inputEnded {
		program.Prompt(fmt.Sprintf("phrase (%q to stop): ", until.stop))
		phrase, err := c.read(phrases)
		if err != nil {
			return err
		}
		if echoesEnter || phrase == nil {
			program.EndPrompt(!c.inputEnded)
		}
		if phrase == nil {
			break
		}
		if !until.take(split.trimCR(phrase, true)) {
			break
		}
		reply, err := c.exchange(phrase)
		if err != nil {
			return err
		}
		if err := program.Print(c.shown(reply)); err != nil {
			return err
		}
	}
	seekBack(pipe.Stdin, phrases.Buffered())
	return c.end()
}

func startConversation(program *cli.Program, split splitting) (*conversation, error) {
	theirInput, toWorker, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("can't make a pipe: %w", cli.Reason(err))
	}
	defer theirInput.Close()
	fromWorker, theirOutput, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("can't make a pipe: %w", cli.Reason(err))
	}
	defer theirOutput.Close()
	arguments := []string{"--unit=" + split.unit.String()}
	if split.delimiter == 0 {
		arguments = append(arguments, "--zero")
	}
	child, err := worker.Start(program, theirInput, theirOutput, arguments...)
	if err != nil {
		return nil, err
	}
	return &conversation{
		program: program, split: split, child: child,
		toWorker: toWorker, fromWorker: fromWorker, replies: bufio.NewReader(fromWorker),
		replyTimeout: replyTimeout,
	}, nil
}

// read returns the next phrase, or nil at the end of input. If the worker ends, it no
// longer waits for a phrase.
func (c *conversation) read(phrases *bufio.Reader) (phrase []byte, err error) {
	done := make(chan struct{})
	go func() {
		phrase, err = phrases.ReadBytes(c.split.delimiter)
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
	}
	c.inputEnded = true
	if len(phrase) == 0 {
		return nil, nil
	}
	return phrase, nil
}

// exchange sends phrase to the worker, and returns the worker's reply with its delimiter.
// A reversed phrase has the same length, so another length is an error.
func (c *conversation) exchange(phrase []byte) ([]byte, error) {
	c.program.Narrate("-> [%d] %q", c.child.Pid, phrase)
	record := append(bytes.Clone(phrase), c.split.delimiter)
	var reply []byte
	var pipeErr error
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		if _, pipeErr = c.toWorker.Write(record); pipeErr == nil {
			reply, pipeErr = c.replies.ReadBytes(c.split.delimiter)
		}
	}()
	if err := c.await(answered, c.replyTimeout+len(record)>>20); err != nil {
		return nil, err
	}
	switch {
	case pipeErr != nil:
		return nil, c.workerLeft()
	case len(reply) != len(record):
		return nil, fmt.Errorf("worker %d answered %d bytes with %d bytes", c.child.Pid, len(record), len(reply))
	}
	c.program.Narrate("<- [%d] %q", c.child.Pid, reply[:len(reply)-1])
	return reply, nil
}

// shown returns the text to print for reply. For a terminal it escapes control
// characters: keys such as Up put them into a phrase, and reversed they could be other
// commands.
func (c *conversation) shown(reply []byte) string {
	if !term.IsTerminal(unix.Stdout) {
		return string(reply)
	}
	return cli.Visible(string(c.split.trimCR(reply[:len(reply)-1], true))) + "\n"
}

// replyTimeout is the number of seconds that the parent waits for its worker. For a
// phrase it waits one more second per MiB.
const replyTimeout = 10

// await waits until the worker closes done, for at most the given number of seconds.
// While this process is stopped, as by Ctrl-Z, the ticker skips ticks: at most a second
// counts.
func (c *conversation) await(done <-chan struct{}, seconds int) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for range seconds {
		select {
		case <-done:
			return nil
		case <-second.C:
		}
	}
	return fmt.Errorf("worker %d does not answer", c.child.Pid)
}

// workerLeft returns the error for a worker that ended before the conversation did.
func (c *conversation) workerLeft() error {
	err := c.await(c.child.Ended(), c.replyTimeout)
	if err == nil {
		err = c.child.Wait()
	}
	if err == nil {
		err = fmt.Errorf("worker %d left the conversation", c.child.Pid)
	}
	return err
}

// end closes the pipe to the worker, so that the worker ends, and waits for that. The
// worker must not have sent anything more.
func (c *conversation) end() error {
	c.toWorker.Close()
	extra := 0
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		extra, _ = c.replies.Read(make([]byte, 1))
		c.fromWorker.Close()
		<-c.child.Ended()
	}()
	if err := c.await(ended, c.replyTimeout); err != nil {
		return err
	}
	if extra > 0 {
		return fmt.Errorf("worker %d sent more than one answer per phrase", c.child.Pid)
	}
	return c.child.Wait()
}
