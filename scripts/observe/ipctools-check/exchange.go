package main

import (
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

// exchange is what goes through pipes between the root and other processes, from when the
// root reads a phrase until it prints the reverse of that. Some programs send a phrase in
// pieces, as a list, or in another encoding.
type exchange struct {
	phrase         string
	sent, answered string // by the root, and to the root
	receiver       int    // a process that has read what the root has sent, or 0
}

func (r *trial) exchange(phrase string) exchange {
	x := exchange{phrase: phrase}
	var sent, received, answered strings.Builder
	printed, hasRead := "", false
	for _, e := range r.events {
		isRoot, atTerminal := e.PID == r.root, e.Channel == r.output
		switch {
		case e.Err != "" || e.Size == 0:
		case isRoot && atTerminal && e.Kind == trace.Read:
			hasRead = true
		case !hasRead:
		case isRoot && atTerminal && e.Kind == trace.Write:
			printed = printed[max(0, len(printed)-len(phrase)):] + string(e.Data)
		case !isLink(e.Channel):
		case isRoot && e.Kind == trace.Write:
			sent.Write(e.Data)
		case isRoot && e.Kind == trace.Read:
			answered.Write(e.Data)
		case e.Kind == trace.Read && !r.isAside(e.PID):
			received.Write(e.Data)
			x.receiver = e.PID
		}
		if strings.Contains(printed, reverse(phrase)) {
			break
		}
	}
	x.sent, x.answered = sent.String(), answered.String()
	if received.Len() > sent.Len() { // a Write may follow the Read that has taken its bytes
		x.sent = received.String()
	}
	return x
}

// isRight reports whether the phrase goes out, and its reverse comes back.
func (x exchange) isRight() bool {
	return x.receiver != 0 && carries(x.sent, x.phrase) && carries(x.answered, reverse(x.phrase)) &&
		!carries(x.answered, x.phrase)
}

// isSent reports whether so many bytes go to a process that the phrase may be in them.
func (x exchange) isSent() bool { return x.receiver != 0 && len(x.sent) >= len(x.phrase) }

// isUnclear reports whether the phrase may go out and come back, both in any form.
func (x exchange) isUnclear() bool { return x.isSent() && len(x.answered) >= len(x.phrase) }

// carries reports whether data has the characters of text in their order; other bytes may
// stand between them. A pickled list has a character that occurs again only once.
func carries(data, text string) bool {
	var seen []rune
	for _, char := range text {
		if slices.Contains(seen, char) {
			continue
		}
		seen = append(seen, char)
		_, after, found := strings.Cut(data, string(char))
		if !found {
			return false
		}
		data = after
	}
	return true
}
