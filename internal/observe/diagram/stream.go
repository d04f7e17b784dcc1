package diagram

import (
	"regexp"
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

// stream is one direction of a channel: what is written comes out in the same order.
type stream struct {
	channel       string
	writes, reads []transfer
	ends          map[int]int // the event at which a process has first seen the end of input
	isShared      bool        // it has a column: see findUsers
	isDirect      bool        // it goes from one process to one other
}

// transfer is a read or a write that moved some bytes.
type transfer struct {
	event int // its number
	pid   int
	data  []byte // the first bytes
	begin int    // the place of the first byte in the stream
	size  int
}

func (t transfer) end() int { return t.begin + t.size }

// add adds a read or a write. A read at the end of input moves nothing.
func (s *stream) add(i int, e trace.Event) {
	list := &s.writes
	if e.Kind == trace.Read {
		list = &s.reads
	}
	begin := 0
	if n := len(*list); n > 0 {
		begin = (*list)[n-1].end()
	}
	*list = append(*list, transfer{i, e.PID, e.Data, begin, e.Size})
	if _, hasEnded := s.ends[e.PID]; e.Kind == trace.Read && e.Size == 0 && !hasEnded {
		s.ends[e.PID] = i
	}
}

func pidsOf(transfers []transfer) (pids []int) {
	for _, t := range transfers {
		if !slices.Contains(pids, t.pid) {
			pids = append(pids, t.pid)
		}
	}
	return pids
}

var socketForm = regexp.MustCompile(`^socket:\[(\d+)->(\d+)\]$`)

// streamOf names the stream of a read or a write. What is written to a socket is read at
// its peer.
func streamOf(e trace.Event) string {
	if pair := socketForm.FindStringSubmatch(e.Channel); pair != nil && e.Kind == trace.Read {
		return "socket:[" + pair[2] + "->" + pair[1] + "]"
	}
	return e.Channel
}

// kindOf returns what a channel is, such as "pipe" or "fifo".
func kindOf(channel string) string {
	kind, _, _ := strings.Cut(channel, ":")
	return kind
}

// channelOf names a channel, for a pair of sockets whichever of the two is meant.
func channelOf(name string) string {
	if pair := socketForm.FindStringSubmatch(name); pair != nil && pair[1] > pair[2] {
		return "socket:[" + pair[2] + "->" + pair[1] + "]"
	}
	return name
}

// findUsers finds the streams that have a column, because not just one process writes and
// one other reads.
func (t *traced) findUsers() {
	users, isRead := make(map[string][]int), make(map[string]bool)
	for _, s := range t.streams {
		channel := channelOf(s.channel)
		for _, pid := range append(pidsOf(s.writes), pidsOf(s.reads)...) {
			if !slices.Contains(users[channel], pid) {
				users[channel] = append(users[channel], pid)
			}
		}
		isRead[channel] = isRead[channel] || len(s.writes) > 0 && len(s.reads) > 0
	}
	for _, s := range t.streams {
		channel := channelOf(s.channel)
		switch kindOf(channel) {
		case "pipe", "socket":
			s.isShared = isRead[channel] && len(users[channel]) > 2
			if writers, readers := pidsOf(s.writes), pidsOf(s.reads); len(writers) > 1 || len(readers) > 1 {
				s.isShared = isRead[channel]
			} else {
				s.isDirect = !s.isShared && len(s.writes) > 0 && len(s.reads) > 0 && writers[0] != readers[0]
			}
		case "fifo":
			s.isShared = true
		case "file": // one process has written what another has read
			s.isShared = isRead[channel] && len(users[channel]) > 1
		}
	}
}

// transferItems returns a read or a write of a stream that does not go from one process
// directly to another.
func (t *traced) transferItems(i int, e trace.Event) []item {
	s := t.streams[streamOf(e)]
	if s.isDirect {
		if e.Kind == trace.Read && e.Size == 0 {
			return t.endItems(i, e, process(e.PID))
		}
		return nil
	}
	self := process(e.PID)
	it := item{position: 2 * i, from: self, to: self, stream: streamOf(e), data: e.Data, size: e.Size,
		count: 1, isSingle: e.Size == 1}
	if s.isShared {
		column := party{channel: channelOf(e.Channel)}
		switch {
		case e.Kind == trace.Write:
			it.to = column
		case e.Size == 0:
			return t.endItems(i, e, column)
		default:
			it.from, it.dashed = column, true
		}
		return []item{it}
	}
	kind := kindOf(e.Channel)
	isOutside := kind == "terminal" || !t.made[channelOf(e.Channel)]
	switch {
	case e.Kind == trace.Read && (e.Descriptor == 0 || kind == "terminal"):
		if e.Size == 0 {
			return t.endItems(i, e, self)
		}
		it.before = "reads "
	case e.Kind == trace.Read || kind == "file" && e.Descriptor > 2:
		return nil
	case isOutside && e.Descriptor == 2:
		it.before = "prints on standard error "
	case isOutside && (e.Descriptor == 1 || kind == "terminal"):
		it.before = "prints "
	case isOutside:
		return nil
	case len(s.reads) == 0:
		it.before, it.after = "writes ", ", which nobody reads"
	default:
		it.before, it.after = "writes ", ", to itself"
	}
	return []item{it}
}

// endItems returns the end of input, which a process may read more than once.
func (t *traced) endItems(i int, e trace.Event, from party) []item {
	if t.streams[streamOf(e)].ends[e.PID] != i {
		return nil
	}
	return []item{{position: 2 * i, from: from, to: process(e.PID), text: "end of input", dashed: from.pid == 0}}
}

// messages returns the messages of a direct stream.
func (t *traced) messages(s *stream) (items []item) {
	from, to := process(s.writes[0].pid), process(s.reads[0].pid)
	start, isForked := t.forked[to.pid]
	for w, r := 0, 0; w < len(s.writes); {
		first := w
		w, r = s.messageEnd(w, r)
		message := item{from: from, to: to, stream: s.channel, count: 1, isSingle: true}
		for _, write := range s.writes[first:w] {
			message.data = append(message.data, write.data...)
			message.size += write.size
			message.isSingle = message.isSingle && write.size == 1
			message.position = 2 * write.event
		}
		if unread := s.writes[w-1].end() - s.read(); unread > 0 {
			message.after = ", of which nobody reads " + count(min(unread, message.size), "byte")
		}
		if isForked {
			message.position = max(message.position, 2*start+1)
		}
		items = append(items, message)
	}
	return items
}

// messageEnd returns the write and the read after the message that begins with write w
// and read r. A message ends where both a write and a read have ended. So a message that
// is written or read in pieces is one.
func (s *stream) messageEnd(w, r int) (nextWrite, nextRead int) {
	for end := s.writes[w].end(); ; {
		for r < len(s.reads) && s.reads[r].end() < end {
			r++
		}
		w++
		if r == len(s.reads) || s.reads[r].end() == end || w == len(s.writes) {
			return w, r
		}
		end = s.writes[w].end()
	}
}

// read returns how many bytes have been read.
func (s *stream) read() int {
	if len(s.reads) == 0 {
		return 0
	}
	return s.reads[len(s.reads)-1].end()
}
