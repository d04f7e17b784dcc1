package trace

import (
	"maps"
	"slices"
	"strings"
)

// creation is a call such as clone(2).
type creation struct {
	creator int // thread
	name    string
	flags   []string
	child   int  // 0 while it is not known
	adopted bool // the child is in processes
}

func creates(name string) bool {
	return name == "clone" || name == "clone3" || name == "fork" || name == "vfork"
}

// learn looks ahead: it notes which calls create threads and processes, even in a line
// that will be held back.
func (p *parser) learn(l line) {
	if strings.HasPrefix(l.text, "+++ ") {
		delete(p.creating, l.tid)
		return
	}
	name, resumed := resumedName(l.text)
	if !resumed {
		name, _, _ = strings.Cut(l.text, "(")
	}
	if !creates(name) {
		return
	}
	c := p.creating[l.tid]
	if c == nil || !resumed {
		c = &creation{creator: l.tid, name: name}
	}
	if flags := cloneFlags(l.text); flags != nil {
		c.flags = flags
	}
	if strings.HasSuffix(l.text, unfinished) {
		p.creating[l.tid] = c
		return
	}
	delete(p.creating, l.tid)
	if child := returned(l.text); child > 0 {
		c.child = child
		p.created[child] = c
	}
}

// cloneFlags returns the flags of clone(2), with the signal at the end of the child.
// Those of clone3 have it apart.
func cloneFlags(text string) []string {
	_, text, found := strings.Cut(text, "flags=")
	if !found {
		return nil
	}
	flags, rest := text, ""
	if end := strings.IndexAny(text, ", )}"); end >= 0 {
		flags, rest = text[:end], text[end:]
	}
	list := strings.Split(flags, "|")
	if _, last, found := strings.Cut(rest, "exit_signal="); found && strings.HasPrefix(last, "SIG") {
		list = append(list, last[:strings.IndexAny(last+",", ", }")])
	}
	return list
}

// returned returns the result of a call that ends in "= NUMBER".
func returned(text string) int {
	return number(text[strings.LastIndex(text, "= ")+len("= "):])
}

// adopt finds the process of a thread that is seen for the first time. It is the child of
// a creation that has returned it, or of the only one that has not returned.
func (p *parser) adopt(l line, tid int, force bool) bool {
	c := p.created[tid]
	if c == nil {
		open := 0
		for _, other := range p.creating {
			if other.child == 0 {
				open++
				if c == nil || other.creator < c.creator {
					c = other
				}
			}
		}
		if open > 1 && !force {
			return false
		}
	}
	if c == nil { // the first, or one whose creation strace has not seen
		p.processes[tid] = tid
		return true
	}
	c.child, c.adopted = tid, true
	creator := p.processes[c.creator]
	if creator != 0 && slices.Contains(c.flags, "CLONE_THREAD") {
		p.processes[tid] = creator
		return true
	}
	p.processes[tid] = tid
	delete(p.ends, tid)
	p.dispositions[tid] = maps.Clone(p.dispositions[creator])
	if creator != 0 {
		p.report(l, Event{PID: creator, Kind: Fork, Call: c.name, Peer: tid, Args: c.flags})
	}
	return true
}

// createdBy handles the end of a call that has created a thread or a process.
func (p *parser) createdBy(l line, child int) {
	if c := p.created[child]; c != nil && c.creator == l.tid {
		if !c.adopted {
			p.adopt(l, child, true)
		}
		delete(p.created, child)
	}
}
