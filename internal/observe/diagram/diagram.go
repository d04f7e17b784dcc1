// Package diagram draws what processes do to each other as a sequence diagram, for a
// terminal or for Mermaid. The rules are:
//
//   - A column is a process, or a channel: a FIFO, a pipe or a pair of sockets with
//     several writers or readers, or a file by which processes talk. Time runs downwards.
//   - An arrow goes from one column to another. It is dashed if only its receiver has
//     reported it. Text without an arrow is an event of one process.
//   - The text comes from other programs, so no control characters are left in it.
package diagram

import (
	"strconv"

	"ipctools/internal/cli"
)

// Diagram is a sequence diagram.
type Diagram struct {
	Columns []Column
	Steps   []Step
}

// Column is a process, or a channel if PID is 0.
type Column struct {
	Name string
	PID  int
}

// Step is an arrow between two columns, or an event of one column if From and To are the
// same. Both count from 0.
type Step struct {
	From, To int
	Text     string
	Dashed   bool
}

// party is a process, or a channel if pid is 0.
type party struct {
	pid     int
	channel string
}

func process(pid int) party { return party{pid: pid} }

// act is a Step before the columns are known.
type act struct {
	from, to party
	text     string
	dashed   bool
}

// arrange makes a diagram of acts. The processes stand in the order in which they first
// take part, and each channel where its arrows are the shortest.
func arrange(acts []act, name func(party) string) *Diagram {
	var order, channels []party
	seen := make(map[party]bool)
	for _, a := range acts {
		for _, p := range []party{a.from, a.to} {
			switch {
			case seen[p]:
			case p.pid == 0:
				channels = append(channels, p)
			default:
				order = append(order, p)
			}
			seen[p] = true
		}
	}
	for _, channel := range channels {
		order = insert(order, channel, acts)
	}
	d := &Diagram{}
	column := make(map[party]int)
	for i, p := range order {
		column[p] = i
		d.Columns = append(d.Columns, Column{cli.Visible(name(p)), p.pid})
	}
	d.numberChannels()
	for _, a := range acts {
		d.Steps = append(d.Steps, Step{column[a.from], column[a.to], cli.Visible(a.text), a.dashed})
	}
	return d
}

// insert puts channel between two columns.
func insert(order []party, channel party, acts []act) []party {
	uses := make(map[party]int) // how many arrows connect a process with the channel
	for _, a := range acts {
		switch channel {
		case a.from:
			uses[a.to]++
		case a.to:
			uses[a.from]++
		}
	}
	best, shortest := len(order), -1
	for place := len(order); place >= 0; place-- {
		length := 0
		for i, p := range order {
			if i < place {
				length += uses[p] * (place - i)
			} else {
				length += uses[p] * (i + 1 - place)
			}
		}
		if shortest < 0 || length < shortest {
			best, shortest = place, length
		}
	}
	return append(order[:best:best], append([]party{channel}, order[best:]...)...)
}

// numberChannels numbers the channels of the same name.
func (d *Diagram) numberChannels() {
	count, number := make(map[string]int), make(map[string]int)
	for _, c := range d.Columns {
		if c.PID == 0 {
			count[c.Name]++
		}
	}
	for i := range d.Columns {
		c := &d.Columns[i]
		if name := c.Name; c.PID == 0 && count[name] > 1 {
			number[name]++
			c.Name += " " + strconv.Itoa(number[name])
		}
	}
}
