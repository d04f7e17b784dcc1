package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

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
func judgePairs(pairs []*pair, isTheirs bool, idle *trial) *findings {
	found := new(findings)
	usable := slices.DeleteFunc(slices.Clone(pairs), func(p *pair) bool { return p.given && !isTheirs && p.fails() })
	if len(usable) == 0 {
		usable = pairs
	}
	isMade := isTheirs || judgeMade(found, pairs, idle)
	if isTheirs {
		found.keep("fifo", madeTitle, "it was there")
	}
	if !isMade {
		for _, rest := range [][2]string{{"unrelated", unrelatedTitle}, {"bytes", bytesTitle}, {"waits", waitingTitle}, {"end", endTitle}} {
			found.skip(rest[0], rest[1])
		}
		judgeLeft(found, trialsOf(usable), nil, true)
		return found
	}
	judgeUnrelated(found, usable)
	judgeBytes(found, usable)
	judgeWaiting(found, usable)
	judgeEnd(found, usable)
	judgeLeft(found, trialsOf(usable), nil, found.lacks("unrelated", "bytes", "waits", "end"))
	judgePrinted(found, usable)
	noteOutput(found, usable)
	return found
}

func trialsOf(pairs []*pair) (trials []*trial) {
	for _, p := range pairs {
		trials = append(trials, p.writer, p.reader)
	}
	return trials
}

// judgeMade adds the point that the program that comes first makes the FIFO, and reports
// whether one of the programs makes it. The program idle has come first, and has not made it.
func judgeMade(found *findings, pairs []*pair, idle *trial) (isMade bool) {
	const id, title = "fifo", madeTitle
	for _, p := range pairs {
		for _, r := range []*trial{p.writer, p.reader} {
			if e, ok := r.first(func(e trace.Event) bool {
				return e.Kind == trace.MkFIFO && e.Channel == "fifo:"+p.path && e.Err == ""
			}); ok {
				if idle != nil {
					found.miss(id, title, "the %s %d comes first, and does not make it%s: whoever comes first makes the FIFO",
						idle.role, idle.root, idle.orFailed())
					return true
				}
				found.keep(id, title, fmt.Sprint(e.PID))
				return true
			}
		}
	}
	for _, p := range pairs {
		if p.isRegular {
			found.miss(id, title, "no program calls mkfifo, and the open of a file to write has made a regular file")
			return false
		}
	}
	other := ""
	for _, p := range pairs {
		for _, r := range []*trial{p.writer, p.reader} {
			if e, ok := r.first(func(e trace.Event) bool { return e.Kind == trace.MkFIFO && e.Err == "" }); ok {
				other = fmt.Sprintf(", but %d makes %s: is its name fixed (--fifo %s)?", e.PID,
					strings.TrimPrefix(e.Channel, "fifo:"), filepath.Base(e.Channel))
			}
		}
	}
	if other == "" {
		other = pairs[0].writer.orStopped()
	}
	found.miss(id, title, "no program calls mkfifo for %s%s", pairs[0].path, other)
	return false
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
	if found.lacks("unrelated") {
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
		switch why := p.whyNothing(); {
		case sent == 0 && why != "":
			found.miss(id, title, "%s", why)
		case sent == 0 && p.writer.ended != "":
			found.miss(id, title, "the writer %d writes nothing into the FIFO: %s", p.writer.root, p.writer.stopped())
		case sent == 0:
			found.miss(id, title, "the writer %d writes nothing into the FIFO%s", p.writer.root, p.writer.orFailed())
		case got < sent:
			found.miss(id, title, "the writer %d writes %d bytes, and the reader %d reads %d of them%s", p.writer.root, sent, p.reader.root, got, p.reader.orFailed())
		case p.lost(p.writer) != "":
			found.miss(id, title, "%s", p.lost(p.writer))
		case len(bytesOf(written)) == sent && len(bytesOf(read)) == got && bytesOf(written) != bytesOf(read):
			found.miss(id, title, "other bytes arrive than those that the writer %d writes", p.writer.root)
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

// judgePrinted revokes the point "bytes" if the reader does not print the bytes that it
// reads.
// The other points do not depend on that.
func judgePrinted(found *findings, pairs []*pair) {
	for _, p := range pairs {
		r, got := p.reader, bytesOf(p.onFIFO(p.reader, trace.Read))
		if p.early || r.ended != "" || len(got) != size(p.onFIFO(r, trace.Read)) || len(got) > mostOutput {
			continue
		}
		switch {
		case got != "" && r.stdout == "":
			found.revoke("bytes", "the reader %d reads %d bytes, and prints none of them%s", r.root, len(got), r.orFailed())
		case !appears(got, r.stdout):
			found.revoke("bytes", "the reader %d reads %d bytes, and does not print all of them%s", r.root, len(got), r.orFailed())
		}
	}
}

// appears reports whether all bytes of got are in printed, in their order. There may be
// more around them, such as labels and line breaks. Python prints bytes with escapes.
func appears(got, printed string) bool {
	var escaped strings.Builder
	for _, b := range []byte(got) {
		if b < 0x80 {
			escaped.WriteByte(b)
		} else {
			fmt.Fprintf(&escaped, `\x%02x`, b)
		}
	}
	return contains(printed, got) || contains(printed, escaped.String())
}

// contains reports whether the bytes of text that are no white space are in all, in their
// order.
func contains(all, text string) bool {
	for _, b := range []byte(text) {
		if strings.IndexByte(" \t\r\n", b) >= 0 {
			continue
		}
		i := strings.IndexByte(all, b)
		if i < 0 {
			return false
		}
		all = all[i+1:]
	}
	return true
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
	if found.lacks("unrelated") || found.misses("bytes") {
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
	if found.lacks("unrelated", "bytes", "waits") {
		found.skip(id, title)
		return
	}
	for _, p := range pairs {
		_, seen := p.reader.first(func(e trace.Event) bool {
			return e.Kind == trace.Read && e.Channel == "fifo:"+p.path && e.Size == 0
		})
		_, hasEnded := p.reader.exit(p.reader.root)
		_, writerEnded := p.writer.exit(p.writer.root)
		switch {
		case !hasEnded && !writerEnded && !seen:
			found.miss(id, title, "the writer %d does not end%s", p.writer.root, p.writer.whyEndless())
		case !hasEnded:
			found.miss(id, title, "the reader %d %s", p.reader.root, p.whyReaderStays())
		case !seen:
			found.miss(id, title, "the reader %d ends before the end: it must read until a read returns nothing", p.reader.root)
		default:
			continue
		}
		return
	}
	found.keep(id, title, "")
}
