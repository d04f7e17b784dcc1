package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	wholeNumber = regexp.MustCompile(`\d+`)
	pidWord     = regexp.MustCompile(`(?i)(\b|_|get)p?pids?\b|process id`)
	parentWord  = regexp.MustCompile(`(?i)parent|ppid|child of|son of|started by`)
	childWord   = regexp.MustCompile(`(?i)child|son\b|worker`)
)

// judgePIDs adds the point that the PIDs that a program prints are right, if it prints
// any.
func (r *trial) judgePIDs(found *findings) {
	const id, title = "pids", "the PIDs that it prints are right"
	family := r.processes()
	some := false
	for _, pid := range family {
		for line := range strings.Lines(r.text(pid)) {
			for _, p := range pidsIn(line, append(family, r.starter)) {
				some = true
				if wrong := r.wrongPID(pid, p); wrong != "" {
					found.miss(id, title, "%s", wrong)
					return
				}
			}
		}
	}
	if some {
		found.keep(id, title, "")
	}
}

// printedPID is a number in a line, and the text in front of it.
type printedPID struct {
	number int
	label  string
}

// pidsIn returns the numbers in a line that are meant as PIDs: those behind the word PID,
// and those that are one of known.
func pidsIn(line string, known []int) (found []printedPID) {
	label := ""
	rest := line
	for {
		at := wholeNumber.FindStringIndex(rest)
		if at == nil {
			return found
		}
		between := rest[:at[0]]
		if parentWord.MatchString(between) || childWord.MatchString(between) || pidWord.MatchString(between) {
			label = between
		}
		number, _ := strconv.Atoi(rest[at[0]:at[1]])
		isPID := slices.Contains(known, number) && number > 9
		if isPID || pidWord.MatchString(between) {
			found = append(found, printedPID{number, label})
		}
		rest = rest[at[1]:]
	}
}

// wrongPID says why a PID that process pid prints is wrong, or "".
func (r *trial) wrongPID(pid int, p printedPID) string {
	parent := r.parentOf(pid)
	if pid == r.root {
		parent = r.starter
	}
	children := slices.DeleteFunc(r.children(pid), r.isAside)
	relatives := append(r.processes(), r.starter)
	isParent, isChild := parentWord.MatchString(p.label), childWord.MatchString(p.label)
	if isParent && isChild {
		isParent = lastIn(parentWord, p.label) >= lastIn(childWord, p.label)
		isChild = !isParent
	}
	allowed := relatives
	who := "no process of the program"
	switch {
	case isParent && pid != r.root:
		allowed = []int{parent, r.root}
		who = fmt.Sprintf("its parent is %d", parent)
	case isParent:
		allowed = []int{pid, parent}
		who = fmt.Sprintf("the parent is %d", pid)
	case isChild && pid != r.root:
		allowed = append(children, pid)
		who = fmt.Sprintf("the child is %d", pid)
	case isChild:
		allowed = r.processes()[1:]
		who = "its child is " + list(children)
		if len(children) == 0 {
			who = "it has no child process"
		}
	}
	if slices.Contains(allowed, p.number) {
		return ""
	}
	question := r.inPython(": in which process is getpid() called?", ": which process asks for it?")
	if isParent && p.number == pid {
		question = r.inPython(": is this getpid() instead of getppid()?", ": is this its own PID?")
	}
	return fmt.Sprintf("%d prints %q, but %s%s", pid, strings.TrimSpace(p.label)+" "+strconv.Itoa(p.number), who, question)
}

// lastIn returns where the last match of word in text ends.
func lastIn(word *regexp.Regexp, text string) int {
	all := word.FindAllStringIndex(text, -1)
	return all[len(all)-1][1]
}
