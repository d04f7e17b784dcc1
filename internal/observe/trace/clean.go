package trace

import (
	"bytes"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Clean leaves out what only a runtime, a library, or a wrapper in front of the command
// does. It returns the process that runs the program itself, which a wrapper may have
// started. The rules are:
//
//   - A process that no user has asked for is left out: a probe of Go's runtime, and the
//     resource tracker of Python's multiprocessing.
//   - A pipe or a pair of sockets that the command has made stays only if bytes went
//     through it, and not only those by which multiprocessing starts a process.
//   - A file stays only if one process has written to it, and another has read from it,
//     or if it is a standard descriptor.
//   - A handler stays only if its signal was sent, or is SIGUSR1 or SIGUSR2.
//   - A call of waitpid(2) that does not wait is left out.
//   - The wrappers in front of the program are left out: see unwrap.
func Clean(root int, events []Event) (newRoot int, cleaned []Event) {
	left := noise(events)
	hidden := runtimeChannels(left, events)
	events = without(events, left)
	root, events = unwrap(root, events)
	quiet, wanted, isPolled := quietChannels(events), wantedHandlers(events), polls(events)
	for i, e := range events {
		switch {
		case quiet[e.Channel] && !(isFile(e.Channel) && e.isStandard()):
		case hidden[e.Channel], e.Channel == "file:/dev/null":
		case e.Kind == Handle && !wanted[i], isPolled[i]:
		case e.Kind == Deliver && isDefault(e) && ignoredByDefault[e.Signal]:
		case e.Signal == unix.SIGURG && e.Peer == e.PID: // Go preempts a goroutine
		case e.Kind == Wait && e.Peer == e.PID: // Go finds out whether pidfds work
		default:
			cleaned = append(cleaned, e)
		}
	}
	return root, cleaned
}

// wantedHandlers returns the indices of the handlers that stay. A runtime that handles
// almost every signal has not chosen SIGUSR1 and SIGUSR2. What is set back to its default
// stays only if its handler did.
func wantedHandlers(events []Event) map[int]bool {
	type key struct {
		pid    int
		signal syscall.Signal
	}
	sent, handled, count := map[syscall.Signal]bool{}, map[key]bool{}, map[int]int{}
	for _, e := range events {
		switch e.Kind {
		case Send, Deliver, Receive:
			sent[e.Signal] = sent[e.Signal] || e.Peer != e.PID || e.Signal != unix.SIGURG
		case Handle:
			if isHandler := slices.Contains(e.Args, "handler"); isHandler && !handled[key{e.PID, e.Signal}] {
				handled[key{e.PID, e.Signal}] = true
				count[e.PID]++
			}
		}
	}
	delete(sent, unix.SIGCHLD)
	wanted, shown := map[int]bool{}, map[key]bool{}
	for i, e := range events {
		chosen := (e.Signal == unix.SIGUSR1 || e.Signal == unix.SIGUSR2) && count[e.PID] < runtimeHandlers
		k := key{e.PID, e.Signal}
		if e.Kind == Handle && (sent[e.Signal] || chosen) && (!isDefault(e) || shown[k]) {
			wanted[i], shown[k] = true, true
		}
	}
	return wanted
}

// polls returns the indices of the calls of waitpid(2) that do not wait.
func polls(events []Event) map[int]bool {
	type key struct{ pid, peer int }
	polls, begun := map[int]bool{}, map[key]int{}
	for i, e := range events {
		if e.Kind != Wait || !strings.HasPrefix(e.Call, "wait") {
			continue
		}
		k := key{e.PID, e.Peer}
		if !slices.Contains(e.Args, "WNOHANG") {
			begun[k] = i
			continue
		}
		polls[i] = true
		if begin, found := begun[k]; found {
			polls[begin] = true
		}
	}
	return polls
}

// runtimeHandlers is for how many signals only a runtime installs handlers.
const runtimeHandlers = 20

// ignoredByDefault are the signals whose default effect is nothing (signal(7)).
var ignoredByDefault = map[syscall.Signal]bool{unix.SIGCHLD: true, unix.SIGURG: true, unix.SIGWINCH: true}

func isDefault(e Event) bool { return slices.Contains(e.Args, "default") }

func isFile(c Channel) bool { return strings.HasPrefix(c, "file:") }

// isStandard reports whether e moves bytes at a standard descriptor.
func (e *Event) isStandard() bool {
	return (e.Kind == Read || e.Kind == Write || e.Kind == Wait) && e.Descriptor >= 0 && e.Descriptor <= 2
}

// without leaves out the given processes, and what others do with them.
func without(events []Event, left map[int]bool) (rest []Event) {
	if len(left) == 0 {
		return events
	}
	for _, e := range events {
		if !left[e.PID] && !(left[e.Peer] && e.namesProcess()) {
			rest = append(rest, e)
		}
	}
	return rest
}

// namesProcess reports whether Peer is a process, and not a descriptor.
func (e *Event) namesProcess() bool { return e.Kind != Pipe && e.Kind != Pair }

// noise returns the processes that a runtime has started for itself.
func noise(events []Event) map[int]bool {
	left, probes := map[int]bool{}, map[int]bool{}
	for _, e := range events {
		switch {
		case e.Kind == Fork && isProbe(e):
			left[e.Peer], probes[e.Peer] = true, true
		case e.Kind == Exec && (runsModule(e.Args, "resource_tracker") || runsModule(e.Args, "semaphore_tracker")):
			left[e.PID] = true
		case e.Kind != Exit && probes[e.PID]: // it is a program
			delete(left, e.PID)
		}
	}
	return left
}

// runtimeChannels returns the channels that only the given processes read, and those by
// which Python's multiprocessing starts processes: those of its fork server, and those
// from which a new process learns how to begin. strace does not always name the peer of
// the fork server's connections.
func runtimeChannels(left map[int]bool, events []Event) map[Channel]bool {
	hidden, servers := map[Channel]bool{}, map[int]bool{}
	for _, e := range events {
		switch {
		case e.Kind == Exec && runsModule(e.Args, "forkserver"):
			servers[e.PID] = true
		case e.Kind == Read && e.Channel != "" && left[e.PID] && !isFile(e.Channel):
			hidden[e.Channel] = true
		}
	}
	for _, e := range events {
		if e.Kind == Read && !left[e.PID] {
			delete(hidden, e.Channel)
		}
	}
	for _, e := range events {
		moves := (e.Kind == Read || e.Kind == Write) && !e.isStandard() && !isFile(e.Channel)
		start := bytes.Contains(e.Data, []byte("log_to_stderr")) && bytes.Contains(e.Data, []byte("authkey"))
		if moves && (start || servers[e.PID] || len(servers) > 0 && isPeerless(e.Channel)) {
			hidden[e.Channel], hidden[otherEnd(e.Channel)] = true, true
		}
	}
	return hidden
}

func isPeerless(c Channel) bool {
	return strings.HasPrefix(c, "socket:[") && !strings.Contains(c, "->")
}

// isProbe reports whether e may start the child by which Go finds out whether pidfds
// work. It has no signal for its parent at its end, and does nothing but end.
func isProbe(e Event) bool {
	return slices.Contains(e.Args, "CLONE_PIDFD") && slices.Contains(e.Args, "CLONE_VFORK") && !slices.Contains(e.Args, "SIGCHLD")
}

// runsModule reports whether Python was started to run a module of multiprocessing, such
// as "forkserver".
func runsModule(args []string, module string) bool {
	return slices.ContainsFunc(args, func(word string) bool {
		word = strings.TrimPrefix(word, "import sys; ") // since Python 3.14
		return strings.HasPrefix(word, "from multiprocessing."+module+" import")
	})
}

// quietChannels returns the channels through which nothing goes from one process to
// another.
func quietChannels(events []Event) map[Channel]bool {
	made, moved := map[Channel]bool{}, map[Channel]bool{}
	writers, readers := map[Channel]map[int]bool{}, map[Channel]map[int]bool{}
	for _, e := range events {
		switch {
		case e.Kind == Pipe || e.Kind == Pair:
			made[e.Channel], made[otherEnd(e.Channel)] = true, true
		case e.Size == 0:
		case e.Kind == Write:
			note(writers, e)
			moved[e.Channel], moved[otherEnd(e.Channel)] = true, true
		case e.Kind == Read:
			note(readers, e)
			moved[e.Channel], moved[otherEnd(e.Channel)] = true, true
		}
	}
	quiet := map[Channel]bool{}
	for _, e := range events {
		c := e.Channel
		switch {
		case isFile(c):
			quiet[c] = !shared(c, writers[c], readers[c])
		case made[c] || strings.HasPrefix(c, "socket:"):
			quiet[c] = !moved[c]
		}
	}
	return quiet
}

func note(users map[Channel]map[int]bool, e Event) {
	if users[e.Channel] == nil {
		users[e.Channel] = map[int]bool{}
	}
	users[e.Channel][e.PID] = true
}

// shared reports whether one process has written a file that another has read. Python's
// cache of compiled modules is no message.
func shared(c Channel, writers, readers map[int]bool) bool {
	for _, part := range []string{"file:/proc/", "file:/sys/", "file:/dev/"} {
		if strings.HasPrefix(c, part) {
			return false
		}
	}
	if strings.Contains(c, "/__pycache__/") {
		return false
	}
	for writer := range writers {
		for reader := range readers {
			if reader != writer {
				return true
			}
		}
	}
	return false
}

// otherEnd returns the name of the socket at the other end, or c itself.
func otherEnd(c Channel) Channel {
	own, peer, paired := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(c, "socket:["), "]"), "->")
	if !paired || !strings.HasPrefix(c, "socket:[") {
		return c
	}
	return "socket:[" + peer + "->" + own + "]"
}
