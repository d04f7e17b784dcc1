package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

// phrases are typed in exercise 3. None reads the same from its end, and no prompt is
// likely to contain the reverse of one.
var phrases = []string{"pipes at work", "déjà vu à Köln", "one more phrase", "q7z"}

// checkConversation runs exercise 3: parent and child talk through pipes.
func checkConversation(set *settings) (*findings, error) {
	words := append(slices.Clone(phrases), set.stop)
	runs, err := set.runAll([]job{{command: set.command, limit: set.timeout, phrases: words}})
	if err != nil {
		return nil, err
	}
	found := set.unbegun(runs...)
	if found == nil {
		found = judgeConversation(runs[0], words)
	}
	found.trials = runs
	return found, nil
}

// reverse returns text with its characters in reverse order.
func reverse(text string) string {
	chars := []rune(text)
	slices.Reverse(chars)
	return string(chars)
}

func reverseBytes(text string) string {
	bytes := []byte(text)
	slices.Reverse(bytes)
	return string(bytes)
}

// stream is what a process has read from or written to a channel.
type stream struct {
	pid     int
	kind    trace.Kind
	channel string
}

// bytesMoved returns all bytes that each process has read from and written to each
// channel.
func (r *trial) bytesMoved() map[stream]string {
	if r.streams != nil {
		return r.streams
	}
	builders := make(map[stream]*strings.Builder)
	for _, e := range r.events {
		if e.Kind != trace.Read && e.Kind != trace.Write || e.Err != "" {
			continue
		}
		s := stream{e.PID, e.Kind, e.Channel}
		if builders[s] == nil {
			builders[s] = new(strings.Builder)
		}
		builders[s].Write(e.Data)
	}
	r.streams = make(map[stream]string)
	for s, text := range builders {
		r.streams[s] = text.String()
	}
	return r.streams
}

// isLink reports whether a channel connects processes: a pipe, a FIFO or a pair of
// sockets.
func isLink(channel string) bool {
	return strings.HasPrefix(channel, "pipe:") || strings.HasPrefix(channel, "fifo:") || strings.HasPrefix(channel, "socket:")
}

func isFile(channel string) bool {
	return strings.HasPrefix(channel, "file:") && !strings.HasPrefix(channel, "file:/dev/")
}

// moved returns the processes that have read or written text, at channels of one kind.
func (r *trial) moved(kind trace.Kind, text string, is func(string) bool) (pids []int, channel string) {
	for s, bytes := range r.bytesMoved() {
		if s.kind == kind && is(s.channel) && strings.Contains(bytes, text) && !slices.Contains(pids, s.pid) {
			pids = append(pids, s.pid)
			channel = s.channel
		}
	}
	slices.Sort(pids)
	return pids, channel
}

// answered reports whether the root has printed the reverse of phrase at the terminal.
func (r *trial) answered(phrase string) bool {
	text := r.text(r.root)
	return strings.Contains(text, reverse(phrase)) || strings.Contains(text, reverseBytes(phrase))
}

// judgeConversation judges exercise 3 by a run in which some phrases were typed, the last
// of which is the one that ends it.
func judgeConversation(r *trial, words []string) *findings {
	found := new(findings)
	stop := len(words) - 1
	r.judgeRound(found, words[0])
	r.judgeReverses(found, words[0])
	r.judgeMany(found, words[:stop])
	r.judgeEnds(found, words[stop])
	judgeLeft(found, []*trial{r}, nil, found.lacks("round", "child-reverses", "many", "ends"))
	r.noteConversation(found, words[:stop])
	r.noteOnePipe(found)
	r.noteCrash(found)
	return found
}

const (
	roundTitle    = "a phrase comes back reversed"
	reversesTitle = "the child reverses it, beyond a pipe"
	manyTitle     = "any number of phrases"
	endsTitle     = "ends at the stop phrase"
)

// judgeRound adds the point of one round: the parent reads a phrase from the terminal,
// and prints its reverse.
func (r *trial) judgeRound(found *findings, phrase string) {
	const id = "round"
	isTerminal := func(channel string) bool { return channel == r.output }
	readers, _ := r.moved(trace.Read, phrase, isTerminal)
	printers, _ := r.moved(trace.Write, reverse(phrase), isTerminal)
	senders, _ := r.moved(trace.Write, phrase, isLink)
	back, _ := r.moved(trace.Read, reverse(phrase), isLink)
	miss := func(format string, arguments ...any) {
		found.miss(id, roundTitle, format, arguments...)
	}
	isRoot := func(pids []int) bool { return slices.Contains(pids, r.root) }
	switch {
	case len(readers) == 0 && len(printers) == 0:
		miss("no process reads the phrase from the terminal%s", r.orStopped())
	case !isRoot(readers) && len(readers) > 0:
		miss("the child %d reads the terminal, and not the parent %d", readers[0], r.root)
	case isRoot(printers):
		found.keep(id, roundTitle, "")
	case len(printers) > 0:
		miss("the child %d prints it, and not the parent %d", printers[0], r.root)
	case isRoot(back):
		miss("%d gets %q back, and does not print it%s", r.root, reverse(phrase), r.orStopped())
	case isRoot(senders) && r.cameBack(phrase) != "":
		miss("%d sends %q to the child, and does not get %q back, but gets %q%s", r.root, phrase, reverse(phrase),
			r.cameBack(phrase), r.lastWords())
	case isRoot(senders):
		miss("%d sends %q to the child, and does not get %q back%s", r.root, phrase, reverse(phrase), r.orStopped())
	default:
		miss("%d reads %q, and does not print %q%s", r.root, phrase, reverse(phrase), r.orStopped())
	}
}

// orStopped returns why check has ended the command, as the end of a sentence.
func (r *trial) orStopped() string {
	if cause := r.cause(); cause != "" {
		return ": " + cause
	}
	if r.ended != "" {
		return ": " + r.stopped()
	}
	return r.lastWords()
}

// judgeReverses adds the point that the child reverses the phrase, and sends it to the
// parent through a pipe.
func (r *trial) judgeReverses(found *findings, phrase string) {
	const id = "child-reverses"
	isChild := func(pids []int) []int {
		return slices.DeleteFunc(pids, func(pid int) bool { return pid == r.root || r.isAside(pid) })
	}
	all, _ := r.moved(trace.Write, reverse(phrase), isLink)
	isReversedBefore := slices.Contains(all, r.root)
	writers := isChild(all)
	all, _ = r.moved(trace.Write, phrase, isLink)
	senders := all
	echoes := isChild(slices.Clone(all))
	files, path := r.moved(trace.Write, reverse(phrase), isFile)
	if len(files) == 0 {
		files, path = r.moved(trace.Write, phrase, isFile)
	}
	x := r.exchange(phrase)
	miss := func(format string, arguments ...any) {
		found.miss(id, reversesTitle, format, arguments...)
	}
	switch {
	case found.lacks("round"):
		found.skip(id, reversesTitle)
	case len(isChild(r.processes()[1:])) == 0:
		miss("%d reverses it itself, and starts no child process%s", r.root, r.inPython(": a Thread is no process", ""))
	case len(writers) > 0 && slices.Contains(senders, r.root):
		found.keep(id, reversesTitle, fmt.Sprintf("%d, child of %d", writers[0], r.parentOf(writers[0])))
	case !isReversedBefore && x.isRight():
		found.keep(id, reversesTitle, fmt.Sprintf("%d, child of %d", x.receiver, r.parentOf(x.receiver)))
	case len(files) > 0:
		miss("it goes through the file %s, and not through a pipe", strings.TrimPrefix(path, "file:"))
	case len(echoes) > 0 && !carries(x.answered, reverse(phrase)):
		miss("the child %d sends it back unchanged, and the parent %d reverses it", echoes[0], r.root)
	case len(writers) > 0 && isReversedBefore:
		miss("the parent %d has reversed it already when it sends it to the child %d", r.root, writers[0])
	case x.isUnclear():
		found.skip(id, reversesTitle)
		found.note("form", "What goes through pipes between %d and %d may be the phrase in another form, "+
			"so it is not clear which of them reverses it.", r.root, x.receiver)
	case slices.Contains(senders, r.root) || x.isSent():
		miss("no child sends it back through a pipe: the parent %d reverses it, or gets it in another way", r.root)
	default:
		miss("the parent %d sends it to no child through a pipe: in shared memory, or not at all", r.root)
	}
}

// judgeMany adds the point that one phrase after the other is answered.
func (r *trial) judgeMany(found *findings, words []string) {
	const id = "many"
	if found.lacks("round") && !r.answered(words[0]) {
		found.skip(id, manyTitle)
		return
	}
	for i, phrase := range words {
		if r.answered(phrase) || found.lacks("round") && strings.Contains(r.stdout, reverse(phrase)) {
			continue
		}
		answer := r.answerTo(phrase)
		if e, ok := r.exit(r.root); answer != "" && len(r.typed) > i+1 {
			found.miss(id, manyTitle, "%d prints %q for %q, not %q", r.root, answer, phrase, reverse(phrase))
		} else if len(r.typed) > i+1 && strings.Contains(r.bytesMoved()[stream{r.root, trace.Read, r.output}], words[i+1]) {
			found.miss(id, manyTitle, "%d prints nothing for %q, and goes on", r.root, phrase)
		} else if ok {
			found.miss(id, manyTitle, "%d ends after %s (%s)", r.root, times(i, "phrase"), how(e))
		} else {
			found.miss(id, manyTitle, "phrase %d gets no answer: %s", i+1, cmp.Or(r.cause(), r.stopped()))
		}
		return
	}
	found.keep(id, manyTitle, "")
}

func times(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// judgeEnds adds the point that the stop phrase ends the program.
func (r *trial) judgeEnds(found *findings, stop string) {
	const id = "ends"
	if !slices.Contains(r.typed, stop) || found.lacks("many") {
		found.skip(id, endsTitle)
		return
	}
	switch _, hasEnded := r.exit(r.root); {
	case hasEnded:
		found.keep(id, endsTitle, "")
	case r.again && strings.Contains(r.text(r.root), reverse(stop)):
		found.miss(id, endsTitle, "%d takes %q for a phrase, reverses it, and asks for the next: does another phrase end it (--stop PHRASE)?", r.root, stop)
	case r.again:
		found.miss(id, endsTitle, "%d reads %q, and asks for the next phrase: does another phrase end it (--stop PHRASE)?", r.root, stop)
	default:
		found.miss(id, endsTitle, "%d is still running after %q: %s%s", r.root, stop, cmp.Or(r.cause(), r.stopped()), r.closeIt())
	}
}

var ownEnd = regexp.MustCompile(`holds the other end itself \(descriptor (\d+)\)`)

// closeIt says what ends a wait for the end of a pipe that the waiting process holds.
func (r *trial) closeIt() string {
	for _, reason := range r.reasons {
		for _, pid := range r.processes()[1:] {
			number := ownEnd.FindStringSubmatch(reason)
			if strings.Contains(reason, fmt.Sprintf(" %d waits", pid)) && number != nil {
				return fmt.Sprintf(". Close descriptor %s in the child", number[1])
			}
		}
	}
	return ""
}

// noteConversation adds the notes of exercise 3.
func (r *trial) noteConversation(found *findings, words []string) {
	for _, phrase := range words {
		text := r.text(r.root)
		if strings.Contains(text, reverseBytes(phrase)) && !strings.Contains(text, reverse(phrase)) {
			found.note("bytes", "%q comes back with its bytes reversed, so letters outside ASCII are broken.", phrase)
			break
		}
	}
	writers, _ := r.moved(trace.Write, reverse(words[0]), isLink)
	for _, pid := range writers {
		if server := r.parentOf(pid); r.isForkServer(server) {
			found.note("fork-server", "Python has started %d through a fork server, %d, which is its parent.", pid, server)
		}
	}
	if note := r.endsOpen(writers); note != "" && !found.lacks("ends") {
		found.note("ends-open", "%s", note)
	}
}

// endsOpen says which child still has an end open that only its parent uses, or "". A
// child of a fork server has got its descriptors under other numbers.
func (r *trial) endsOpen(talkers []int) string {
	for _, made := range r.events {
		if made.Kind != trace.Pipe && made.Kind != trace.Pair || made.PID != r.root {
			continue
		}
		for _, born := range r.events {
			if born.Kind != trace.Fork || born.PID != made.PID || !slices.Contains(talkers, born.Peer) || born.Time < made.Time {
				continue
			}
			for _, d := range []int{made.Descriptor, made.Peer} {
				if r.uses(r.root, d, born, trace.Read, trace.Write) && !r.uses(born.Peer, d, born, trace.Read, trace.Write, trace.Close, trace.Exec) {
					return fmt.Sprintf("The child %d keeps the end of its parent open (descriptor %d). "+
						"As long as it does, it can't see that the parent has closed it.", born.Peer, d)
				}
			}
		}
	}
	return ""
}

// uses reports whether a process does one of some kinds of things with a descriptor after
// the fork born. An Exec concerns every descriptor.
func (r *trial) uses(pid, descriptor int, born trace.Event, kinds ...trace.Kind) bool {
	_, ok := r.first(func(e trace.Event) bool {
		return e.PID == pid && e.Time >= born.Time && slices.Contains(kinds, e.Kind) &&
			(e.Kind == trace.Exec || e.Descriptor == descriptor)
	})
	return ok
}
