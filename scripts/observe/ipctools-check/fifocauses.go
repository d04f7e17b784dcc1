package main

import (
	"fmt"
	"strings"

	"ipctools/internal/observe/trace"
)

// whyNothing says why nothing is written into the FIFO, if that is not the writer's fault
// alone, or "".
func (p *pair) whyNothing() string {
	for _, r := range []*trial{p.reader, p.writer} {
		if exit, ok := r.exit(r.root); ok && !p.opens(r) && exit.Status != 0 && r.orFailed() != "" {
			if text, ok := strings.CutPrefix(r.orFailed(), ", and"); ok {
				return fmt.Sprintf("the %s %d%s before it opens the FIFO", r.role, r.root, text)
			}
			return fmt.Sprintf("the %s %d ends before it opens the FIFO%s", r.role, r.root, r.orFailed())
		}
	}
	first, second := p.reader, p.writer
	if p.writerFirst {
		first, second = second, first
	}
	if (p.given || first.makes(p.path, "")) && second.makes(p.path, "") {
		return fmt.Sprintf("the %s %d has removed the FIFO at which the %s waits, and made another of the same name",
			second.role, second.root, first.role)
	}
	return ""
}

// usesFIFO reports whether a process opens a FIFO or waits for that.
func (r *trial) usesFIFO() bool {
	_, ok := r.first(func(e trace.Event) bool {
		return strings.HasPrefix(e.Channel, "fifo:") && (e.Kind == trace.Open || e.Kind == trace.Wait)
	})
	return ok
}

// opens reports whether a trial opens the FIFO, or waits for that.
func (p *pair) opens(r *trial) bool {
	_, ok := r.first(func(e trace.Event) bool {
		return e.Channel == "fifo:"+p.path && (e.Kind == trace.Open || e.Kind == trace.Wait)
	})
	return ok
}

func (p *pair) trialOf(role string) *trial {
	if role == p.writer.role {
		return p.writer
	}
	return p.reader
}

// ends returns how often a trial has read 0 bytes, from the FIFO or its standard input,
// since it has opened that.
func (r *trial) ends(is func(e trace.Event) bool) (count int) {
	for _, e := range r.events {
		switch {
		case !is(e):
		case e.Kind == trace.Open:
			count = 0
		case e.Kind == trace.Read && e.Size == 0:
			count++
		}
	}
	return count
}

// whyEndless says why a writer does not end, as the end of a sentence.
func (r *trial) whyEndless() string {
	const again = 3
	if r.ends(func(e trace.Event) bool { return e.Descriptor == 0 && strings.HasPrefix(e.Channel, "pipe:") }) >= again {
		return ": it has seen the end of its standard input (a read of 0 bytes), but reads again and again"
	}
	return ": " + r.stopped()
}

// whyReaderStays says why the reader does not end.
func (p *pair) whyReaderStays() string {
	const again = 3
	isFIFO := func(e trace.Event) bool { return e.Channel == "fifo:"+p.path }
	_, opensBoth := p.reader.first(func(e trace.Event) bool {
		return e.Kind == trace.Open && isFIFO(e) && strings.Contains(strings.Join(e.Args, "|"), "O_RDWR")
	})
	switch {
	case opensBoth:
		return "does not end: it has opened the FIFO for reading and writing (O_RDWR" +
			p.reader.inPython(`, "r+")`, ")") + ", so the end never comes"
	case p.reader.ends(isFIFO) >= again:
		return "has seen the end (a read of 0 bytes), but reads again and again"
	}
	return "is still running after the writer has ended: " + p.reader.stopped()
}

// noteOutput notes what is lost between standard input or output and the FIFO.
func noteOutput(found *findings, pairs []*pair) {
	for _, p := range pairs {
		read := p.onFIFO(p.reader, trace.Read)
		got, printed := bytesOf(read), p.reader.stdout
		if found.lacks("bytes") || len(got) != size(read) || p.reader.ended != "" || len(got) > mostOutput {
			break
		}
		if !hasLines(printed, got) || emptyLines(got, printed) != "" {
			found.note("output", "The reader %d reads %d bytes, and prints %d%s.", p.reader.root, len(got), len(printed), emptyLines(got, printed))
			break
		}
	}
	for _, p := range pairs {
		taken := p.writer.where(func(e trace.Event) bool {
			return e.Kind == trace.Read && e.Descriptor == 0 && strings.HasPrefix(e.Channel, "pipe:") && e.PID == p.writer.root
		})
		if sent := size(p.onFIFO(p.writer, trace.Write)); !found.lacks("bytes") && size(taken) > sent {
			found.note("input", "The writer %d reads %d bytes from its standard input, and writes %d into the FIFO.",
				p.writer.root, size(taken), sent)
			break
		}
	}
	for _, r := range trialsOf(pairs) {
		count := len(found.points)
		if r.noteCrash(found); len(found.points) > count {
			return
		}
	}
}

// hasLines reports whether text contains the lines of another, in their order. There may
// be more around each.
func hasLines(text, lines string) bool {
	for line := range strings.Lines(lines) {
		_, rest, ok := strings.Cut(text, strings.TrimSpace(line))
		if !ok {
			return false
		}
		text = rest
	}
	return true
}

// emptyLines says that an empty line is printed behind each line.
func emptyLines(got, printed string) string {
	if strings.ReplaceAll(got, "\n", "\n\n") == printed {
		return ": each line is followed by an empty one"
	}
	return ""
}
