package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

// lastOf returns the last thing that a process has done.
func (r *trial) lastOf(pid int) (last trace.Event) {
	for _, e := range r.events {
		if e.PID == pid && e.Kind != trace.Deliver {
			last = e
		}
	}
	return last
}

// isReading reports whether a process waits for input from a pipe.
func (r *trial) isReading(pid int) bool {
	e := r.lastOf(pid)
	return e.Kind == trace.Wait && strings.HasPrefix(e.Call, "read") && isLink(e.Channel)
}

// cause says why a conversation does not go on, if that is more than a wait, or "".
func (r *trial) cause() string {
	if r.ended != "" && r.waits == nil { // not because its time was up
		return ""
	}
	return cmp.Or(r.joinsFirst(), r.sharedEnd(), r.readsNull(), r.unflushed(), r.waitsForAnswer())
}

// joinsFirst says that the root waits for the end of a child before it asks for a phrase.
func (r *trial) joinsFirst() string {
	e := r.lastOf(r.root)
	_, asks := r.first(func(e trace.Event) bool { return e.Kind == trace.Read && e.Channel == r.output })
	if asks || e.Kind != trace.Wait || !strings.HasPrefix(e.Call, "wait") || len(e.Args) > 0 {
		return ""
	}
	children := slices.DeleteFunc(r.children(r.root), r.isAside)
	child := e.Peer
	if child == 0 && len(children) == 1 {
		child = children[0]
	}
	if child == 0 {
		return ""
	}
	return fmt.Sprintf("%d waits for %d to end%s before it asks for a phrase", r.root, child, r.inPython(" (join)", ""))
}

// sharedEnd says that several processes use the same end of a pair of sockets, so that
// nobody reads what they send.
func (r *trial) sharedEnd() string {
	for _, pair := range r.where(func(e trace.Event) bool { return e.Kind == trace.Pair }) {
		for _, ends := range [][2]int{{pair.Descriptor, pair.Peer}, {pair.Peer, pair.Descriptor}} {
			used, other := pair.Channel, peerOf(pair.Channel)
			if ends[0] == pair.Peer {
				used, other = other, used
			}
			users, numbers := r.usersOf(used)
			others, _ := r.usersOf(other)
			if len(users) < 2 || len(others) > 0 || !slices.Equal(numbers, []int{ends[0]}) {
				continue
			}
			return fmt.Sprintf("%s both use descriptor %d of the pair: what they send arrives at descriptor %d, which nobody reads",
				list(users), ends[0], ends[1])
		}
	}
	return ""
}

// peerOf returns the other end of a pair of sockets: see trace.Channel.
func peerOf(channel string) string {
	from, to, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(channel, "socket:["), "]"), "->")
	if !ok {
		return ""
	}
	return "socket:[" + to + "->" + from + "]"
}

// usersOf returns the processes that read from, write to or wait at a channel, and the
// descriptors by which they do.
func (r *trial) usersOf(channel string) (pids, numbers []int) {
	for _, e := range r.events {
		isUse := e.Kind == trace.Read || e.Kind == trace.Write || e.Kind == trace.Wait
		if e.Channel != channel || !isUse {
			continue
		}
		if !slices.Contains(pids, e.PID) {
			pids = append(pids, e.PID)
		}
		if !slices.Contains(numbers, e.Descriptor) {
			numbers = append(numbers, e.Descriptor)
		}
	}
	slices.Sort(pids)
	return pids, numbers
}

// readsNull says that a child asks for input, but has none.
func (r *trial) readsNull() string {
	_, asks := r.first(func(e trace.Event) bool { return e.PID == r.root && e.Kind == trace.Read && e.Channel == r.output })
	e, ok := r.first(func(e trace.Event) bool {
		return e.Kind == trace.Read && e.Channel == "file:/dev/null" && e.Size == 0 && r.isDescendant(e.PID)
	})
	if !ok || asks {
		return ""
	}
	return fmt.Sprintf("the child %d reads /dev/null, not the terminal%s: which process should ask the user?",
		e.PID, r.inPython(" (EOFError)", ""))
}

// unflushed says which process has read the phrase, and reads again before it has written
// anything into a pipe.
func (r *trial) unflushed() string {
	fromUser, _ := r.moved(trace.Read, phrases[0], func(channel string) bool { return channel == r.output })
	fromPipe, _ := r.moved(trace.Read, phrases[0], isLink)
	for _, pid := range append(fromUser, fromPipe...) {
		_, writes := r.first(func(e trace.Event) bool {
			return e.PID == pid && e.Kind == trace.Write && isLink(e.Channel)
		})
		if !writes && r.isReading(pid) {
			return fmt.Sprintf("%s %d has read the phrase, but has written nothing into a pipe: is it still in a buffer (flush)?",
				r.roleOf(pid), pid)
		}
	}
	return ""
}

// waitsForAnswer says that the root waits for an answer of a child that has ended.
func (r *trial) waitsForAnswer() string {
	if len(r.typed) <= len(phrases) || !r.isReading(r.root) {
		return ""
	}
	stop := r.typed[len(phrases)]
	senders, _ := r.moved(trace.Write, stop, isLink)
	answers, _ := r.moved(trace.Write, reverse(phrases[0]), isLink)
	for _, pid := range r.processes()[1:] {
		if _, hasEnded := r.exit(pid); !hasEnded && !r.isAside(pid) { // which may answer
			return ""
		}
	}
	for _, pid := range answers {
		exit, hasEnded := r.exit(pid)
		if hasEnded && exit.Status == 0 && r.isDescendant(pid) && slices.Contains(senders, r.root) {
			return fmt.Sprintf("%d waits for an answer to %q, but the child %d has ended without one", r.root, stop, pid)
		}
	}
	return ""
}

// noteOnePipe notes that one pipe is used for both directions.
func (r *trial) noteOnePipe(found *findings) {
	for _, pipe := range r.where(func(e trace.Event) bool { return e.Kind == trace.Pipe }) {
		var both []int
		for _, pid := range r.processes() {
			reads, writes := false, false
			for _, e := range r.events {
				if e.PID == pid && e.Channel == pipe.Channel {
					isWait := e.Kind == trace.Wait && strings.HasPrefix(e.Call, "read")
					reads = reads || e.Kind == trace.Read || isWait
					writes = writes || e.Kind == trace.Write && e.Size > 0
				}
			}
			if reads && writes {
				both = append(both, pid)
			}
		}
		if len(both) > 1 {
			found.note("one-pipe", "Both %s read from and write into one pipe, so each may read its own words. "+
				"Use a pipe for each direction.", list(both))
			return
		}
	}
}
