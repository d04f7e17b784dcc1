package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ipctools/internal/observe"
)

// picture is what is drawn, line by line.
type picture struct {
	*observe.Snapshot
	signals bool
	named   []string        // channels that are operands
	column  int             // where it says what a process is doing
	order   []int           // the processes from the top
	drawn   map[string]bool // pairs of sockets
	lines   [][]span

	isUnsure bool // something depends on processes that can't be looked at
}

// span is a part of a line in one style.
type span struct {
	text string
	style
}

func (p *picture) add(spans ...span) { p.lines = append(p.lines, spans) }

// flatten returns the processes of trees from the top.
func flatten(branches []observe.Branch) (pids []int) {
	for _, b := range branches {
		pids = append(append(pids, b.PID), flatten(b.Children)...)
	}
	return pids
}

// labelWidth returns how many columns the process names of trees take, with the branches
// before them.
func labelWidth(branches []observe.Branch, indent int) (columns int) {
	for _, b := range branches {
		columns = max(columns, indent+utf8.RuneCountInString(b.Label()), labelWidth(b.Children, indent+3))
	}
	return columns
}

// processes draws trees. The first line of each begins with branch, in which the last
// child looks different, the other lines with trunk.
func (p *picture) processes(branches []observe.Branch, trunk, branch string) {
	for i, b := range branches {
		begin, below := branch, trunk
		if branch != "" {
			begin, below = trunk+"├─ ", trunk+"│  "
			if i == len(branches)-1 {
				begin, below = trunk+"└─ ", trunk+"   "
			}
		}
		p.process(b.Process, begin)
		inside := below
		if len(b.Children) > 0 {
			inside += "│"
		} else {
			inside += " "
		}
		for _, line := range p.channels(b.Process) {
			p.add(append([]span{{inside + "  ", faint}}, line...)...)
		}
		if p.signals {
			p.addSignals(b.Process, inside+"  ")
		}
		p.processes(b.Children, below, "├─ ")
	}
}

func (p *picture) process(process *observe.Process, begin string) {
	label := process.Label()
	gap := max(2, p.column-utf8.RuneCountInString(begin+label))
	doing := span{p.Doing(process), plain}
	if process.State != "R" && process.State != "S" && process.State != "D" {
		doing.style = alarm
	}
	line := []span{{begin, faint}, {label, strong}, {strings.Repeat(" ", gap), plain}, doing}
	if p.Slowest(process) != nil {
		line = append(line, span{"  ◀ slowest", alarm})
	}
	p.add(line...)
}

// channels returns the lines for what process writes to, and for what it reads from if
// nobody else shows that.
func (p *picture) channels(process *observe.Process) (lines [][]span) {
	if p.drawn == nil {
		p.drawn = make(map[string]bool)
	}
	var done []string
	for _, d := range process.Descriptors {
		channel := p.Channels[d.Name]
		end := fmt.Sprint(d.Name, d.Writes)
		if channel == nil || slices.Contains(done, end) || !d.Reads && !d.Writes {
			continue
		}
		done = append(done, end)
		switch {
		case channel.Peer != "":
			lines = append(lines, p.pair(process, d.Name)...)
		case d.Writes:
			lines = append(lines, p.pipe(process, d.Name)...)
		case len(p.Writers(d.Name)) == 0:
			lines = append(lines, p.unwritten(process, d.Name))
		}
	}
	return lines
}

// unwritten returns the line for a pipe from which process reads, and that has no writer.
func (p *picture) unwritten(process *observe.Process, name string) []span {
	readers := p.Readers(name)
	line := []span{{numbers(readers, process) + " ◀ ", faint}}
	if process.PID == p.first(readers) {
		line = append(line, p.contents(name)...)
	} else {
		line = append(line, span{"…", faint})
	}
	return append(line, span{" ◀ ", faint}, p.nobody())
}

// nobody stands for the process at an end that no process has open, as far as can be
// seen.
func (p *picture) nobody() span {
	if p.Hidden > 0 {
		p.isUnsure = true
		return span{"?", alarm}
	}
	return span{"nobody", alarm}
}

// pipe returns the lines for a pipe to which process writes. How full it is, and all of
// its readers, stand below one of its writers only.
func (p *picture) pipe(process *observe.Process, name string) [][]span {
	left := []span{{numbers(p.Writers(name), process) + " ▶ ", faint}}
	if process.PID != p.mainWriter(name) {
		return p.shortly(left, " ▶ ", p.Readers(name))
	}
	return joinEnds(append(left, p.contents(name)...), " ▶ ", p.labels(p.Readers(name)))
}

// shortly returns the line for a pipe that is drawn below another process.
func (p *picture) shortly(left []span, arrow string, ends []observe.End) [][]span {
	line := append(left, span{"…" + arrow, faint})
	isOther := func(end observe.End) bool { return end.PID != ends[0].PID }
	line = append(line, p.labels(slices.DeleteFunc(slices.Clone(ends), isOther))[0]...)
	if more := len(holders(ends)) - 1; more > 0 {
		line = append(line, span{fmt.Sprintf(" and %d more", more), faint})
	}
	return [][]span{line}
}

// mainWriter returns a process that waits to write to a pipe, or else the first that
// could.
func (p *picture) mainWriter(name string) int {
	writers := p.Writers(name)
	for _, end := range writers {
		if slices.Contains(end.Wait().Writes, end.Descriptor.Number) {
			return end.PID
		}
	}
	return p.first(writers)
}

// first returns the process with one of ends that is the first from the top.
func (p *picture) first(ends []observe.End) int {
	return slices.MinFunc(ends, func(a, b observe.End) int {
		return slices.Index(p.order, a.PID) - slices.Index(p.order, b.PID)
	}).PID
}

// pair returns the lines for a pair of sockets of which process holds one.
func (p *picture) pair(process *observe.Process, name string) (lines [][]span) {
	peer := p.Channels[name].Peer
	if p.drawn[peer] {
		return nil
	}
	left := span{numbers(p.Readers(name), process) + " ◀▶ ", faint}
	if p.drawn[name] {
		return p.shortly([]span{left}, " ◀▶ ", p.Readers(peer))
	}
	p.drawn[name] = true
	text := fmt.Sprintf("socket pair, ◀ %s, %s ▶", size(p.bytesIn(name)), size(p.bytesIn(peer)))
	return joinEnds([]span{left, {text, plain}}, " ◀▶ ", p.labels(p.Readers(peer)))
}

func (p *picture) bytesIn(name string) int {
	if channel := p.Channels[name]; channel != nil {
		return channel.Bytes
	}
	return 0
}

// contents returns the name of a pipe, if it is an operand or a path, how full it is, and
// its size.
func (p *picture) contents(name string) (spans []span) {
	channel := p.Channels[name]
	if slices.Contains(p.named, name) || channel.Path != "" {
		spans = append(spans, span{shorten(p.Title(name)) + " ", strong})
	}
	if !channel.Known {
		return append(spans, span{"?", alarm})
	}
	const cells = 10
	full := min(cells, (channel.Bytes*cells+channel.Size-1)/max(1, channel.Size))
	style := fresh
	if full == cells {
		style = alarm
	}
	return append(spans,
		span{strings.Repeat("█", full), style}, span{strings.Repeat("░", cells-full), faint},
		span{" " + amount(channel.Bytes, channel.Size), plain})
}

// labels returns each process that holds one of ends, with the descriptors.
func (p *picture) labels(ends []observe.End) (labels [][]span) {
	for _, end := range holders(ends) {
		labels = append(labels, []span{{numbers(ends, end.Process) + " ", faint}, {end.Label(), plain}})
	}
	if len(labels) == 0 {
		return [][]span{{p.nobody()}}
	}
	return labels
}

// holders returns one end of each process.
func holders(ends []observe.End) []observe.End {
	return slices.CompactFunc(slices.Clone(ends), func(a, b observe.End) bool { return a.PID == b.PID })
}

// numbers returns the descriptors by which process holds some of ends.
func numbers(ends []observe.End, process *observe.Process) string {
	var numbers []string
	for _, end := range ends {
		if end.PID == process.PID {
			numbers = append(numbers, strconv.Itoa(end.Descriptor.Number))
		}
	}
	return strings.Join(numbers, ",")
}

// joinEnds returns left with the first of ends behind an arrow, and below it the others.
func joinEnds(left []span, arrow string, ends [][]span) (lines [][]span) {
	begin := left
	for _, end := range ends {
		lines = append(lines, slices.Concat(begin, []span{{arrow, faint}}, end))
		begin = []span{{strings.Repeat(" ", width(left)), plain}}
	}
	return lines
}
