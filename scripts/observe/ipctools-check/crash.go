package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipctools/internal/observe/trace"
)

// errorText returns what a process has written to its standard error, or to its standard
// output if that is nothing. What it writes into a file does not count.
func (r *trial) errorText(pid int) string {
	for _, descriptor := range []int{2, 1} {
		var text strings.Builder
		for _, e := range r.events {
			if e.Kind == trace.Write && e.Err == "" && e.PID == pid && e.Descriptor == descriptor && !isFile(e.Channel) {
				text.Write(e.Data)
			}
		}
		if strings.TrimSpace(text.String()) != "" {
			return text.String()
		}
	}
	return ""
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// crash returns the first process that has ended with a traceback, or could not end
// behind it, and how that is said.
func (r *trial) crash() (pid int, text string) {
	var crashed []int
	for _, pid := range r.processes() {
		exit, hasEnded := r.exit(pid)
		if (!hasEnded || exit.Status > 0) && traceback.MatchString(r.errorText(pid)) {
			crashed = append(crashed, pid)
		}
	}
	if len(crashed) == 0 {
		return 0, ""
	}
	first := slices.MinFunc(crashed, func(a, b int) int { return cmp.Compare(r.end(a), r.end(b)) })
	does := "ends with"
	if _, hasEnded := r.exit(first); !hasEnded {
		does = "prints"
	}
	return first, fmt.Sprintf("%s %d %s %s: %q", r.roleOf(first), first, does,
		r.inPython("a traceback", "an error"), errorLine(r.errorText(first)))
}

// errorLine returns the line of a traceback that names the error: the last in Python, and
// the first elsewhere.
func errorLine(text string) string {
	if at := traceback.FindStringIndex(text); at != nil && !strings.Contains(text, "Traceback (most recent") {
		return firstLine(text[at[0]:])
	}
	return lastLine(text)
}

// crashWords returns what crash says, as the end of a sentence.
func (r *trial) crashWords() string {
	if _, text := r.crash(); text != "" {
		return "; " + text
	}
	return ""
}

// roleOf returns "the parent" for the root, and "the child" for others.
func (r *trial) roleOf(pid int) string {
	switch {
	case r.role != "":
		return "the " + r.role
	case pid == r.root:
		return "the parent"
	}
	return "the child"
}

// noteCrash notes a traceback of which no point speaks.
func (r *trial) noteCrash(found *findings) {
	pid, text := r.crash()
	name, _, _ := strings.Cut(errorLine(r.errorText(pid)), ":")
	if pid == 0 || slices.ContainsFunc(found.points, func(p point) bool { return strings.Contains(p.detail, name) }) {
		return
	}
	found.note("traceback", "%s.", strings.ToUpper(text[:1])+text[1:])
}
