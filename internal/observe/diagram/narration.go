package diagram

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// narration is what the programs report with -v, event by event.
type narration struct {
	acts    []act
	started map[int]int    // the act that starts a process
	program map[int]string // the name under which a process narrates
	parent  map[int]int
	starts  map[int]bool   // the processes that start others
	fifo    map[int]string // the FIFO that a process has named last

	// sent counts the messages that only their sender has reported yet.
	sent map[act]int
}

var (
	reportForm  = regexp.MustCompile(`^([A-Za-z0-9._-]+)\[([1-9][0-9]*)\]: (.*)$`)
	messageForm = regexp.MustCompile(`^(->|<-) \[([1-9][0-9]*)\] (.*)$`)
)

// FromNarration reads the narration of the programs up to the end of input. A line of it
// has the form NAME[PID]: EVENT. All other lines go to others. If there is no narration,
// it returns nil.
func FromNarration(input io.Reader, others io.Writer) (*Diagram, error) {
	n := &narration{
		started: make(map[int]int), program: make(map[int]string), parent: make(map[int]int),
		starts: make(map[int]bool), fifo: make(map[int]string), sent: make(map[act]int),
	}
	reader := bufio.NewReader(input)
	for {
		line, err := reader.ReadString('\n')
		if report := reportForm.FindStringSubmatch(strings.TrimSuffix(line, "\n")); report != nil {
			pid, _ := strconv.Atoi(report[2])
			n.program[pid] = report[1]
			n.add(pid, report[3])
		} else if line != "" {
			io.WriteString(others, line)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if len(n.acts) == 0 {
		return nil, nil
	}
	return arrange(n.ordered(), n.name), nil
}

// add adds an event that process pid reports.
func (n *narration) add(pid int, event string) {
	reporter := process(pid)
	message := messageForm.FindStringSubmatch(event)
	if message == nil {
		n.acts = append(n.acts, n.eventOf(pid, event))
		return
	}
	number, _ := strconv.Atoi(message[2])
	peer, text := process(number), message[3]
	if message[1] == "->" {
		if text == "start" {
			n.parent[number] = pid
			n.starts[pid] = true
			n.started[number] = len(n.acts)
		}
		sent := act{from: reporter, to: peer, text: text}
		n.sent[sent]++
		n.acts = append(n.acts, sent)
		return
	}
	received := act{from: peer, to: reporter, text: text}
	if n.sent[received] > 0 {
		n.sent[received]-- // the sender has already reported this event
		return
	}
	received.dashed = true
	n.acts = append(n.acts, received)
}

// fifoForms are the events between a process and a FIFO. A form without a FIFO means the
// one that the process has named last.
var fifoForms = []struct {
	form     *regexp.Regexp
	text     string // by the groups of form
	isAnswer bool   // the event comes from the FIFO
}{
	{regexp.MustCompile(`^(?P<verb>create|remove) (?P<fifo>.+?)(?P<mode> with mode [0-7]+)?$`), "$verb$mode", false},
	{regexp.MustCompile(`^(?P<fifo>.+): (?P<text>wait for a (?:reader|writer))$`), "$text", false},
	{regexp.MustCompile(`^(?P<fifo>.+): (?P<text>a (?:reader|writer) is there)$`), "$text", true},
	{regexp.MustCompile(`^end of input after (?P<text>[0-9]+ bytes)$`), "$text, end of input", false},
	{regexp.MustCompile(`^(?P<fifo>.+): (?P<text>every byte has been taken)$`), "$text", true},
	{regexp.MustCompile(`^(?P<fifo>.+): (?P<text>the last writer has left.*|took [0-9]+ records, .*)$`), "$text", true},
}

// eventOf returns an event without a peer. Those of the FIFO programs may have a FIFO as
// their peer.
func (n *narration) eventOf(pid int, event string) act {
	self := process(pid)
	whole := act{from: self, to: self, text: event}
	if name := n.program[pid]; name != "fifo-reader" && name != "fifo-writer" {
		return whole
	}
	for _, f := range fifoForms {
		match := f.form.FindStringSubmatch(event)
		if match == nil {
			continue
		}
		if group := f.form.SubexpIndex("fifo"); group > 0 {
			n.fifo[pid] = match[group]
		}
		fifo := party{channel: n.fifo[pid]}
		text := f.form.ReplaceAllString(event, f.text)
		switch {
		case fifo.channel == "":
			return whole
		case f.isAnswer:
			return act{from: fifo, to: self, text: text, dashed: true}
		}
		return act{from: self, to: fifo, text: text}
	}
	return whole
}

// ordered returns the acts in their order. If the start of a process is later in the
// narration than its first event, the start comes first.
func (n *narration) ordered() (acts []act) {
	done := make([]bool, len(n.acts))
	var schedule func(i int)
	schedule = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		if start, ok := n.started[n.acts[i].from.pid]; ok && start > i {
			schedule(start)
		}
		acts = append(acts, n.acts[i])
	}
	for i := range n.acts {
		schedule(i)
	}
	return acts
}

// name returns the name that ps shows, as far as the narration reveals it. A worker
// narrates under the name of its program, and starts no process. Only sigpair starts
// other commands too, which may not narrate.
func (n *narration) name(p party) string {
	if p.pid == 0 {
		return "FIFO " + p.channel
	}
	own, starter := n.program[p.pid], n.program[n.parent[p.pid]]
	switch {
	case starter != "" && own == starter && !n.starts[p.pid], own == "" && starter != "" && starter != "sigpair":
		return starter + "-worker"
	case own != "":
		return own
	case starter != "":
		return "child"
	}
	return "process"
}
