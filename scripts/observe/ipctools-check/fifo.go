package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/observe/trace"
)

// pair is one run of a writer and a reader.
type pair struct {
	path           string
	writer, reader *trial
	writerFirst    bool
	early          bool // the first had ended before the second was started
	given          bool // the FIFO was there before
	isRegular      bool // a regular file was there in its place when the first waited or had ended
}

// checkFIFO runs exercise fifo: a writer and a reader that are unrelated.
func checkFIFO(set *settings) (*findings, error) {
	path, isTheirs, err := set.fifoPath()
	if err != nil {
		return nil, err
	}
	var pairs []*pair
	var idle *trial // it came first and made no FIFO
	attempt := func(writerFirst, given bool) (*pair, error) {
		if !isTheirs {
			os.Remove(path)
		}
		if given && !isTheirs {
			if err := unix.Mkfifo(path, 0o600); err != nil {
				return nil, fmt.Errorf("%s: %w", cli.Quote(path), err)
			}
		}
		p, err := set.runPair(path, writerFirst, given)
		if err == nil {
			pairs = append(pairs, p)
		}
		return p, err
	}
	first, err := attempt(true, isTheirs)
	if err != nil {
		return nil, err
	}
	second, err := attempt(false, isTheirs)
	if err != nil {
		return nil, err
	}
	if !isTheirs {
		// One that does not make it can only wait for a FIFO that is there.
		writerMakes, readerMakes := first.writer.makes(path, "any"), second.reader.makes(path, "any")
		if !writerMakes && readerMakes {
			idle = first.writer
			pairs = pairs[1:]
			_, err = attempt(true, true)
		} else if writerMakes && !readerMakes {
			idle = second.reader
			pairs = pairs[:1]
			_, err = attempt(false, true)
		}
		if err != nil {
			return nil, err
		}
		// On a busy machine the other may have made it before: then nothing is certain.
		isCertain := first.early && idle == first.writer || second.early && idle == second.reader
		if last := pairs[len(pairs)-1]; !isCertain || idle != nil && !last.opens(last.trialOf(idle.role)) {
			idle = nil // it does not use the FIFO at all: that is another point
		}
		os.Remove(path)
	}
	var runs []*trial
	for _, p := range pairs {
		runs = append(runs, p.writer, p.reader)
	}
	found := set.unbegun(runs...)
	if found == nil {
		found = judgePairs(pairs, isTheirs, idle)
	}
	found.trials = runs[:2]
	return found, nil
}

// fifoPath returns the absolute path of the FIFO, and whether it was there already.
func (set *settings) fifoPath() (path string, isTheirs bool, err error) {
	if set.fifo == "" {
		folder, err := os.MkdirTemp("", "ipctools-check-")
		if err != nil {
			return "", false, err
		}
		running.Lock()
		defer running.Unlock()
		running.folders = append(running.folders, folder)
		return filepath.Join(folder, "queue"), false, nil
	}
	path, err = filepath.Abs(set.fifo)
	if err != nil {
		return "", false, err
	}
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return path, false, nil
	case info.Mode()&os.ModeNamedPipe == 0:
		return "", false, cli.Errorf(cli.ExitUsage, "--fifo: %s is there, and is no FIFO", cli.Quote(set.fifo))
	}
	return path, true, nil
}

// fifoInput is the standard input of the writer, which need not read it. A writer that
// asks for lines may wait for "end".
var fifoInput = strings.Join(append(slices.Clone(phrases), "0123456789", "end"), "\n") + "\n"

// runPair runs a writer and a reader. The second is started as soon as the first waits
// for it, has ended, or does nothing for a while.
func (set *settings) runPair(path string, writerFirst, given bool) (*pair, error) {
	p := &pair{path: path, writerFirst: writerFirst, given: given}
	words := func(command []string) []string {
		if set.fifo != "" {
			return command
		}
		return append(slices.Clone(command), path)
	}
	limit := set.timeout
	writer := job{command: words(set.writerWords), limit: limit, input: fifoInput, copies: true}
	reader := job{command: words(set.readerWords), limit: limit, copies: true}
	first, second := &reader, &writer
	if writerFirst {
		first, second = &writer, &reader
	}
	ready, firstEnded, secondEnded := make(chan bool), make(chan bool), make(chan bool)
	isReady := false
	restart := make(chan bool, 2)
	first.restart = restart
	first.watch = func(o *observation) {
		o.leaveIfAlone(secondEnded)
		if !isReady && o.waitsForPartner(path) {
			isReady = true
			close(ready)
		}
	}
	hasBegun := false
	second.watch = func(o *observation) {
		o.leaveIfAlone(firstEnded)
		if o.started && !hasBegun {
			hasBegun = true
			restart <- true // the first has waited for it
		}
	}
	var firstErr error
	var firstTrial *trial
	go func() {
		firstTrial, firstErr = set.observe(*first)
		close(firstEnded)
	}()
	select {
	case <-ready:
	case <-firstEnded:
		p.early = firstErr == nil && firstTrial.ended == ""
	}
	info, err := os.Lstat(path)
	p.isRegular = err == nil && info.Mode().IsRegular()
	restart <- true
	secondTrial, err := set.observe(*second)
	close(secondEnded)
	<-firstEnded
	if err := errors.Join(firstErr, err); err != nil {
		return nil, err
	}
	set.narrate(first.command, firstTrial)
	set.narrate(second.command, secondTrial)
	p.writer, p.reader = secondTrial, firstTrial
	if writerFirst {
		p.writer, p.reader = firstTrial, secondTrial
	}
	p.writer.role, p.reader.role = "writer", "reader"
	return p, nil
}

// waitsForPartner reports whether the command seems to wait for another one: it opens the
// FIFO, or has opened it some time ago, or nothing happens.
func (o *observation) waitsForPartner(path string) bool {
	if !o.started {
		return false
	}
	isIdle := time.Since(o.changed) > quiet
	isLate := time.Since(o.begun) > o.limit/2
	for _, e := range o.events {
		if e.Channel != "fifo:"+path {
			continue
		}
		isOpening := e.Kind == trace.Wait && strings.Contains(e.Call, "open")
		age := time.Since(o.begun) - e.Time
		if isOpening && age > quiet/10 || e.Kind == trace.Open && age > quiet/2 {
			return true
		}
	}
	return len(o.events) > 0 && (isIdle || isLate)
}

// leaveIfAlone ends a command whose partner has ended, when it has done nothing since for
// some time. One that has not started yet is not idle.
func (o *observation) leaveIfAlone(partnerEnded <-chan bool) {
	select {
	case <-partnerEnded:
		if o.started && time.Since(o.changed) > grace {
			o.explain()
			o.end("it was ended because nothing happened any more")
		}
	default:
	}
}
