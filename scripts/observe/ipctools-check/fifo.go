package main

import (
	"bytes"
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
	writerMakes, readerTries := first.writer.makes(path, ""), first.reader.makes(path, "any")
	second, err := attempt(false, isTheirs || !readerTries)
	if err != nil {
		return nil, err
	}
	if !isTheirs {
		if !writerMakes && second.reader.makes(path, "") {
			// The reader makes it, so the writer can only wait for a FIFO that is there.
			pairs = pairs[1:]
			if _, err = attempt(true, true); err != nil {
				return nil, err
			}
		}
		os.Remove(path)
	}
	var runs []*trial
	for _, p := range pairs {
		runs = append(runs, p.writer, p.reader)
	}
	found := set.unbegun(runs...)
	if found == nil {
		found = judgePairs(pairs, isTheirs)
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
	writer := job{command: words(set.writerWords), limit: limit, input: fifoInput}
	reader := job{command: words(set.readerWords), limit: limit}
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
// some time.
func (o *observation) leaveIfAlone(partnerEnded <-chan bool) {
	select {
	case <-partnerEnded:
		if time.Since(o.changed) > grace {
			o.explain()
			o.end("it was ended because nothing happened any more")
		}
	default:
	}
}

// makes reports whether a process has called mkfifo(3) for path, with this error; "any"
// is for any, and for none.
func (r *trial) makes(path, failure string) bool {
	_, ok := r.first(func(e trace.Event) bool {
		return e.Kind == trace.MkFIFO && e.Channel == "fifo:"+path && (e.Err == failure || failure == "any")
	})
	return ok
}

// fails reports whether one of both has ended because it makes a FIFO that is there. Then
// it can be run in one order only, which is no fault.
func (p *pair) fails() bool {
	for _, r := range []*trial{p.writer, p.reader} {
		if exit, ok := r.exit(r.root); ok && exit.Status != 0 && r.makes(p.path, "EEXIST") {
			return true
		}
	}
	return false
}

const (
	madeTitle      = "mkfifo makes the FIFO"
	unrelatedTitle = "writer and reader are unrelated"
	bytesTitle     = "every byte arrives"
	waitingTitle   = "each waits for the other"
	endTitle       = "the reader sees the end"
)

// judgePairs judges exercise fifo by pairs that were started in different orders.
func judgePairs(pairs []*pair, isTheirs bool) *findings {
	found := new(findings)
	usable := slices.DeleteFunc(slices.Clone(pairs), func(p *pair) bool { return p.given && !isTheirs && p.fails() })
	if len(usable) == 0 {
		usable = pairs
	}
	judgeMade(found, pairs, isTheirs)
	judgeUnrelated(found, usable)
	judgeBytes(found, usable)
	judgeWaiting(found, usable)
	judgeEnd(found, usable)
	var trials []*trial
	for _, p := range usable {
		trials = append(trials, p.writer, p.reader)
	}
	judgeLeft(found, trials, nil, found.lacks("fifo", "unrelated", "bytes", "waits", "end"))
	return found
}

// judgeMade adds the point that one of the programs makes the FIFO.
func judgeMade(found *findings, pairs []*pair, isTheirs bool) {
	const id, title = "fifo", madeTitle
	if isTheirs {
		found.keep(id, title, "it was there")
		return
	}
	for _, p := range pairs {
		for _, r := range []*trial{p.writer, p.reader} {
			if e, ok := r.first(func(e trace.Event) bool {
				return e.Kind == trace.MkFIFO && e.Channel == "fifo:"+p.path && e.Err == ""
			}); ok {
				found.keep(id, title, fmt.Sprint(e.PID))
				return
			}
		}
	}
	for _, p := range pairs {
		if p.isRegular {
			found.miss(id, title, "no program calls mkfifo, and the open of a file to write has made a regular file")
			return
		}
	}
	other := ""
	for _, p := range pairs {
		for _, r := range []*trial{p.writer, p.reader} {
			if e, ok := r.first(func(e trace.Event) bool { return e.Kind == trace.MkFIFO && e.Err == "" }); ok {
				other = fmt.Sprintf(", but %d makes %s", e.PID, strings.TrimPrefix(e.Channel, "fifo:"))
			}
		}
	}
	if other == "" {
		other = pairs[0].writer.orStopped()
	}
	found.miss(id, title, "no program calls mkfifo for %s%s", pairs[0].path, other)
}

// onFIFO returns the reads or writes of a trial at the FIFO that have moved bytes.
func (p *pair) onFIFO(r *trial, kind trace.Kind) []trace.Event {
	return r.where(func(e trace.Event) bool {
		return e.Kind == kind && e.Channel == "fifo:"+p.path && e.Size > 0
	})
}

// lost says which write at the FIFO has failed, so that its bytes are lost, or "". A
// program that writes them again begins with the same bytes.
func (p *pair) lost(r *trial) string {
	failed := make(map[int]trace.Event) // the last write of each process, if it has failed
	for _, e := range r.events {
		if e.Kind != trace.Write || e.Channel != "fifo:"+p.path {
			continue
		}
		if before, hasFailed := failed[e.PID]; hasFailed && !bytes.HasPrefix(e.Data, before.Data) && !bytes.HasPrefix(before.Data, e.Data) {
			return lostWrite(before)
		}
		delete(failed, e.PID)
		if e.Err != "" {
			failed[e.PID] = e
		}
	}
	if r.ended != "" { // it could have tried again
		return ""
	}
	for _, e := range failed {
		return lostWrite(e)
	}
	return ""
}

func lostWrite(e trace.Event) string {
	text := fmt.Sprintf("%d does not repeat a write that has failed with %s", e.PID, e.Err)
	switch e.Err {
	case "EAGAIN":
		text += ": the FIFO is full, and with O_NONBLOCK a writer does not wait"
	case "EPIPE":
		text += ": the reader has left"
	}
	return text
}

func judgeUnrelated(found *findings, pairs []*pair) {
	const id, title = "unrelated", unrelatedTitle
	if found.lacks("fifo") {
		found.skip(id, title)
		return
	}
	for _, p := range pairs {
		for _, wrong := range []struct {
			trial *trial
			kind  trace.Kind
			role  string
		}{{p.writer, trace.Read, "writer"}, {p.reader, trace.Write, "reader"}} {
			if moves := p.onFIFO(wrong.trial, wrong.kind); len(moves) > 0 {
				what := fmt.Sprintf("is the %s itself", wrong.role)
				if pid := moves[0].PID; pid != wrong.trial.root {
					what = fmt.Sprintf("was started by the %s %d", wrong.role, wrong.trial.root)
				}
				found.miss(id, title, "%d also %ss the FIFO, and %s", moves[0].PID, wrong.kind, what)
				return
			}
		}
	}
	found.keep(id, title, "")
}

func size(events []trace.Event) (total int) {
	for _, e := range events {
		total += e.Size
	}
	return total
}

func bytesOf(events []trace.Event) string {
	var data strings.Builder
	for _, e := range events {
		data.Write(e.Data)
	}
	return data.String()
}

// judgeBytes adds the point that the reader gets all that the writer writes.
func judgeBytes(found *findings, pairs []*pair) {
	const id, title = "bytes", bytesTitle
	if found.lacks("fifo", "unrelated") {
		found.skip(id, title)
		return
	}
	early := false
	for _, p := range pairs {
		if p.early { // see judgeWaiting
			early = true
			continue
		}
		written, read := p.onFIFO(p.writer, trace.Write), p.onFIFO(p.reader, trace.Read)
		sent, got := size(written), size(read)
		switch {
		case sent == 0 && p.writer.ended != "":
			found.miss(id, title, "%d writes nothing into the FIFO: %s", p.writer.root, p.writer.stopped())
		case sent == 0:
			found.miss(id, title, "%d writes nothing into the FIFO%s", p.writer.root, p.writer.orFailed())
		case got < sent:
			found.miss(id, title, "%d writes %d bytes, and %d reads %d of them%s", p.writer.root, sent, p.reader.root, got, p.reader.orFailed())
		case p.lost(p.writer) != "":
			found.miss(id, title, "%s", p.lost(p.writer))
		case len(bytesOf(written)) == sent && len(bytesOf(read)) == got && bytesOf(written) != bytesOf(read):
			found.miss(id, title, "other bytes arrive than those that %d writes", p.writer.root)
		default:
			continue
		}
		return
	}
	if early && !slices.ContainsFunc(pairs, func(p *pair) bool { return !p.early }) {
		found.skip(id, title)
		return
	}
	p := pairs[len(pairs)-1]
	if p.early {
		p = pairs[0]
	}
	found.keep(id, title, fmt.Sprintf("%d bytes", size(p.onFIFO(p.reader, trace.Read))))
}

// orFailed names the failure of a command, as the end of a sentence.
func (r *trial) orFailed() string {
	exit, ok := r.exit(r.root)
	switch {
	case ok && exit.Status != 0 && traceback.MatchString(r.stdout+r.stderr):
		return ", and ends with " + r.failure()
	case ok && exit.Status != 0:
		return r.lastWords()
	}
	return ""
}

// judgeWaiting adds the point that the first of both waits for the other.
func judgeWaiting(found *findings, pairs []*pair) {
	const id, title = "waits", waitingTitle
	if found.lacks("fifo", "unrelated") || found.misses("bytes") {
		found.skip(id, title)
		return
	}
	for _, p := range pairs {
		first, role, other := p.reader, "reader", "writer"
		if p.writerFirst {
			first, role, other = p.writer, "writer", "reader"
		}
		if p.early {
			found.miss(id, title, "the %s %d does not wait for a %s: it had ended before one was started%s", role, first.root, other, first.orFailed())
			return
		}
	}
	found.keep(id, title, "")
}

// judgeEnd adds the point that the reader sees the end of its input.
func judgeEnd(found *findings, pairs []*pair) {
	const id, title = "end", endTitle
	if found.lacks("fifo", "unrelated", "bytes", "waits") {
		found.skip(id, title)
		return
	}
	for _, p := range pairs {
		_, seen := p.reader.first(func(e trace.Event) bool {
			return e.Kind == trace.Read && e.Channel == "fifo:"+p.path && e.Size == 0
		})
		_, hasEnded := p.reader.exit(p.reader.root)
		switch {
		case !hasEnded:
			found.miss(id, title, "%d is still running after the writer has ended: %s", p.reader.root, p.reader.stopped())
		case !seen:
			found.miss(id, title, "%d ends without a read of 0 bytes, which is the end of its input", p.reader.root)
		default:
			continue
		}
		return
	}
	found.keep(id, title, "")
}
