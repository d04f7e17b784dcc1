package trace

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// unwrap leaves out the wrappers in front of a program, such as the shells of pyenv,
// env(1) and timeout(1). A wrapper becomes the program by execve(2), or starts it and
// waits. It is left out only if neither it nor a process that it started before has
// written to a standard descriptor that the command was given, or has read from one.
func unwrap(root int, events []Event) (int, []Event) {
	for {
		if start := becomes(root, events); start > 0 {
			events = family(root, events[start:])
		} else if child, start := starts(root, events); child > 0 {
			root, events = child, family(child, events[start:])
		} else {
			return root, events
		}
	}
}

// becomes returns the index of the last Exec by which the root becomes another program,
// or 0. All that it has started before must have ended.
func becomes(root int, events []Event) int {
	made := madeHere(events)
	living := map[int]bool{}
	found := 0
	for i, e := range events {
		switch {
		case e.Kind == Fork:
			living[e.Peer] = true
		case e.Kind == Exit:
			delete(living, e.PID)
		case e.Kind == Send && e.Peer != e.PID, e.Kind == MkFIFO, isSpoken(e, made):
			return found
		case e.Kind == Exec && e.PID == root && i > 0 && len(living) == 0:
			found = i
		}
	}
	return found
}

// starts returns the child that is the program, and the index of its first Exec, if root
// is a wrapper that has started it and waits for it.
func starts(root int, events []Event) (child, start int) {
	if len(events) == 0 || events[0].Kind != Exec || !isWrapper(events[0].Args) {
		return 0, 0
	}
	made := madeHere(events)
	living := map[int]bool{} // the children that have not ended
	for i, e := range events {
		switch {
		case e.Kind == Exec && e.PID == root && i > 0, e.Kind == Exit && e.PID == root && len(living) > 0 && e.Signal == 0:
			return 0, 0
		case e.Kind == Fork && e.PID == root:
			if len(living) > 0 {
				return 0, 0
			}
			living[e.Peer] = true
			child, start = e.Peer, 0
		case e.Kind == Exec && e.PID == child && start == 0:
			start = i
		case e.Kind == Exit:
			delete(living, e.PID)
		}
	}
	if start == 0 || mayBeProgram(events[0].Args) && !onlyWaits(root, child, events) {
		return 0, 0
	}
	inside := members(child, events[start:])
	for i, e := range events {
		if isSpoken(e, made) && (i < start || !inside[e.PID]) {
			return 0, 0
		}
	}
	return child, start
}

// onlyWaits reports whether root does nothing but start one child, wait for it, and end
// with its status. While a shell waits, it handles SIGINT and SIGCHLD.
func onlyWaits(root, child int, events []Event) bool {
	started, end := false, 0
	for _, e := range events {
		switch {
		case e.Kind == Send && e.Peer == root && e.PID != root:
			return false
		case e.PID != root:
			continue
		}
		switch e.Kind {
		case Fork:
			if e.Peer != child {
				return false
			}
			started = true
		case Handle:
			if slices.Contains(e.Args, "handler") && e.Signal != unix.SIGINT && e.Signal != unix.SIGCHLD {
				return false
			}
		case Deliver:
			if e.Signal != unix.SIGCHLD {
				return false
			}
		case Reap:
			end = exitStatus(e)
		case Exit:
			if e.Signal == 0 && e.Status != end {
				return false
			}
		case Send, Receive, MkFIFO:
			return false
		case Read, Write, Pipe, Pair, Open:
			if started {
				return false
			}
		}
	}
	return true
}

// exitStatus returns the status of an Exit or Reap, as a shell reports it.
func exitStatus(e Event) int {
	if e.Signal != 0 {
		return 128 + int(e.Signal)
	}
	return e.Status
}

// isSpoken reports whether e uses a standard descriptor that the command was given. A
// file at standard input is one that a shell has put there.
func isSpoken(e Event, made map[Channel]bool) bool {
	return e.Size > 0 && !(e.Kind == Read && isFile(e.Channel)) && e.isStandard() && !made[e.Channel] && e.Channel != "file:/dev/null"
}

func madeHere(events []Event) map[Channel]bool {
	made := map[Channel]bool{}
	for _, e := range events {
		if e.Kind == Pipe || e.Kind == Pair {
			made[e.Channel], made[otherEnd(e.Channel)] = true, true
		}
	}
	return made
}

// isWrapper reports whether a program only starts another. A script is none, unless it
// stands for another program, as those of pyenv and asdf do.
func isWrapper(args []string) bool {
	switch name := filepath.Base(args[0]); {
	case slices.Contains(wrappers, name):
		return true
	case name == "go":
		return len(args) > 1 && args[1] == "run"
	case slices.Contains(shells, name):
		for i, word := range args[1:min(3, len(args))] {
			switch {
			case strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c"):
				return len(args) > i+2 && isSingleCommand(args[i+2])
			case strings.Contains(word, "/shims/") || strings.Contains(word, "/.pyenv/"):
				return true
			}
		}
	}
	return strings.Contains(args[0], "/shims/")
}

var wrappers = []string{"env", "timeout", "nice", "nohup", "setsid", "stdbuf", "time", "xvfb-run", "unbuffer", "pyenv", "npx", "uv", "poetry", "pipenv"}
var shells = []string{"sh", "bash", "dash", "zsh", "ksh"}

// mayBeProgram reports whether a wrapper runs a script, which may do more than wrap.
func mayBeProgram(args []string) bool {
	name := filepath.Base(args[0])
	return name != "go" && !slices.Contains(wrappers, name)
}

// isSingleCommand reports whether a shell's script is one command, which "exit $?" may
// follow.
func isSingleCommand(script string) bool {
	script = quoted.ReplaceAllString(strings.TrimSpace(script), "")
	return !strings.ContainsAny(exitAfter.ReplaceAllString(script, ""), ";&|()`\n")
}

var (
	quoted    = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	exitAfter = regexp.MustCompile(`[;\s]+exit( \$\?)?$`)
)

// members returns root and all its descendants.
func members(root int, events []Event) map[int]bool {
	all := map[int]bool{root: true}
	for _, e := range events {
		if e.Kind == Fork && all[e.PID] {
			all[e.Peer] = true
		}
	}
	return all
}

// family returns the events of root and its descendants.
func family(root int, events []Event) (rest []Event) {
	all := members(root, events)
	for _, e := range events {
		if all[e.PID] {
			rest = append(rest, e)
		}
	}
	return rest
}
