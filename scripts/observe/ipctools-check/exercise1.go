package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"ipctools/internal/cli"
	"ipctools/internal/observe"
	"ipctools/internal/observe/trace"
)

// badArguments are refused by exercise 1. The first is that none is given.
var badArguments = []struct{ argument, name string }{
	{"", "no argument"}, {"-5", "-5"}, {"2.5", "2.5"}, {"five", "five"},
}

// checkChild runs exercise 1: a child process prints Fibonacci numbers.
func checkChild(set *settings) (*findings, error) {
	var jobs []job
	for _, argument := range append([]string{"5"}, arguments()...) {
		words := set.command
		if argument != "" {
			words = append(slices.Clone(words), argument)
		}
		jobs = append(jobs, job{command: words, limit: set.timeout})
	}
	runs, err := set.runAll(jobs)
	if err != nil {
		return nil, err
	}
	found := set.unbegun(runs...)
	if found == nil {
		found = judgeChild(runs[0], runs[1:])
	}
	found.trials = runs[:1]
	return found, nil
}

func arguments() (arguments []string) {
	for _, bad := range badArguments {
		arguments = append(arguments, bad.argument)
	}
	return arguments
}

// judgeChild judges exercise 1 by a run with the argument 5, and one with each of
// badArguments.
func judgeChild(r *trial, refused []*trial) *findings {
	found := new(findings)
	pids := r.processes()
	writers := r.judgeNumbers(found)
	r.judgeWaits(found, writers)
	judgeRefused(found, r, refused)
	r.judgePIDs(found)

	var known []int
	if found.lacks("parent-waits") {
		known = r.writersOr(writers)
	}
	unclear := found.lacks("numbers", "child-writes", "parent-waits")
	if slices.ContainsFunc(refused, func(r *trial) bool { return r.ended != "" }) && found.lacks("refuses") {
		refused = nil // that is said already
	}
	judgeLeft(found, append([]*trial{r}, refused...), known, unclear)
	if i := slices.IndexFunc(pids, r.isForkServer); i >= 0 && len(writers) > 0 && r.parentOf(writers[0]) == pids[i] {
		found.note("fork-server", "Python has started %d through a fork server, %d, which is its parent.", writers[0], pids[i])
	}
	r.noteCrash(found)
	return found
}

const (
	numbersTitle = "prints fib(0) to fib(5) for 5"
	writesTitle  = "a child process writes them"
	waitsTitle   = "the parent waits for the child"
	refusesTitle = "refuses a missing, negative, fractional or non-numeric argument"
)

// judgeNumbers adds the points of what is printed and of who prints it. It returns the
// processes other than the root that print numbers.
func (r *trial) judgeNumbers(found *findings) (writers []int) {
	pids := append(r.processes(), r.starter)
	rootText := r.text(r.root)
	childText := ""
	for _, pid := range r.processes()[1:] {
		text := r.text(pid)
		childText += text
		if len(numbersIn(text, pids)) > 0 {
			writers = append(writers, pid)
		}
	}

	const numbers = "numbers"
	right := hasSequence(childText, pids) || hasSequence(rootText, pids) || hasSequence(r.stdout, pids)
	killed := r.killedWriter(writers)
	repeated := r.repeatedNumbers(pids)
	switch {
	case right && repeated != "":
		found.miss(numbers, numbersTitle, "%s", repeated)
	case right:
		found.keep(numbers, numbersTitle, "")
	case killed != 0:
		found.skip(numbers, numbersTitle) // see judgeWaits
	case r.ended != "" && r.sleeps():
		found.miss(numbers, numbersTitle, "it prints %s, and %s while it slept: is the sleep too long? (--timeout 40)",
			printed(r.stdout, pids), strings.TrimPrefix(r.ended, "it "))
	case r.ended != "":
		found.miss(numbers, numbersTitle, "it prints %s, and %s", printed(r.stdout, pids), r.stopped())
	case len(numbersIn(r.stdout, pids)) == 0 && strings.Contains(r.stderr, "\nEOFError"):
		found.miss(numbers, numbersTitle, "it reads its standard input, and not its argument (EOFError)")
	case len(numbersIn(r.stdout, pids)) == 0 && traceback.MatchString(r.stderr):
		found.miss(numbers, numbersTitle, "no numbers, but %s%s", r.failure(), r.lastWords())
	case len(numbersIn(r.stdout, pids)) == 0 && r.whyNoNumbers() != "":
		found.miss(numbers, numbersTitle, "%s%s", r.whyNoNumbers(), r.lastWords())
	default:
		found.miss(numbers, numbersTitle, "it prints %s, not %s%s", printed(r.stdout, pids), strings.Join(sequence, " "), r.lastWords())
	}

	const child = "child-writes"
	rootWrites := hasBeginning(rootText, pids) && !hasSequence(childText, pids) ||
		len(writers) == 0 && len(numbersIn(rootText, pids)) > 0
	switch {
	case hasSequence(childText, pids) || !rootWrites && len(writers) > 0:
		found.keep(child, writesTitle, fmt.Sprintf("%s, child of %d", list(writers), r.parentOf(writers[0])))
	case !rootWrites:
		found.skip(child, writesTitle)
	default:
		found.miss(child, writesTitle, "%s", r.whyRootWrites())
	}
	return writers
}

// repeatedNumbers says which processes print the numbers again, or returns "".
func (r *trial) repeatedNumbers(pids []int) string {
	var begin, whole []int // processes that print the beginning, and all
	for _, pid := range r.processes() {
		text := r.text(pid)
		if hasBeginning(text, pids) {
			begin = append(begin, pid)
		}
		if hasSequence(text, pids) {
			whole = append(whole, pid)
		}
	}
	switch {
	case len(whole) == 2 && slices.Contains(whole, r.root):
		return list(whole) + " both print them, and only the child should" + r.inPython(": after os.fork(), both go on",
			": after fork(2), both go on")
	case len(whole) > 1:
		return list(whole) + " each print them"
	case len(begin) > 1, repeatsSequence(r.stdout, pids):
		return "it prints them more than once: " + printed(r.stdout, pids)
	}
	return ""
}

// whyNoNumbers says what could be wrong with a program that prints no number, or "".
func (r *trial) whyNoNumbers() string {
	shown := strings.TrimSpace(r.text(r.root))
	children := r.writersOr(nil)
	switch {
	case len(children) == 0 && shown == "" && r.isPython():
		return "it prints nothing, and starts no child process: is start() called?"
	case len(children) == 0 && r.isPython():
		return "it prints no number, and starts no child process: is start() called?"
	case len(children) == 1 && shown != "" && strings.TrimSpace(r.text(children[0])) == "":
		return fmt.Sprintf("it prints %q. The child %d prints nothing: what the child changes, the parent does not see",
			firstLine(shown), children[0])
	}
	return ""
}

// sleeps reports whether a process slept when check ended the command.
func (r *trial) sleeps() bool {
	return slices.ContainsFunc(r.processes(), func(pid int) bool { return r.waits[pid] == observe.Time })
}

// writesBefore reports whether all that a process has written for the user was written
// before a time.
func (r *trial) writesBefore(pid int, at time.Duration) bool {
	writes := r.where(func(e trace.Event) bool { return e.Kind == trace.Write && e.PID == pid && e.Channel == r.output })
	return len(writes) > 0 && writes[len(writes)-1].Time < at
}

// whyRootWrites says why the root, and no child, writes the numbers.
func (r *trial) whyRootWrites() string {
	var others []int
	for _, pid := range r.processes()[1:] {
		if !r.isAside(pid) {
			others = append(others, pid)
		}
	}
	if len(others) == 0 {
		return fmt.Sprintf("%d writes them itself, and starts no child process%s", r.root, r.inPython(
			": is start() called? A Thread is no process, and run() starts none", "; a thread is no process"))
	}
	born, _ := r.first(func(e trace.Event) bool { return e.Kind == trace.Fork && e.Peer == others[0] })
	if r.writesBefore(r.root, born.Time) {
		return fmt.Sprintf("%d, the parent, prints them before it starts %d%s", r.root, others[0],
			r.inPython(": is the function called in target=, with ()?", ""))
	}
	return fmt.Sprintf("%d, the parent, writes them itself, and not its child %d%s", r.root, others[0],
		r.inPython(": is the print in the function that the Process gets?", ""))
}

// writersOr returns the writers, or if there are none, the children of the root.
func (r *trial) writersOr(writers []int) []int {
	if len(writers) > 0 {
		return writers
	}
	return slices.DeleteFunc(r.children(r.root), r.isAside)
}

// killedWriter returns a child that the root has ended by a signal, or 0.
func (r *trial) killedWriter(writers []int) int {
	for _, pid := range r.writersOr(writers) {
		exit, ok := r.exit(pid)
		if !ok || exit.Status >= 0 {
			continue
		}
		if _, ok := r.first(func(e trace.Event) bool {
			return e.Kind == trace.Send && e.PID == r.root && e.Peer == pid && e.Signal == exit.Signal
		}); ok {
			return pid
		}
	}
	return 0
}

// judgeWaits adds the point that the parent waits for its children that write, or if the
// parent writes, for all of them.
func (r *trial) judgeWaits(found *findings, writers []int) {
	const id, title = "parent-waits", waitsTitle
	waited := r.writersOr(writers)
	if pid := r.killedWriter(writers); pid != 0 {
		exit, _ := r.exit(pid)
		found.miss(id, title, "%d ended its child %d by %s before that was done%s", r.root, pid,
			cli.SignalName(exit.Signal), r.inPython(", as it does with daemon=True: is join() missing?", ""))
		return
	}
	if len(waited) == 0 || r.ended != "" && !slices.Contains(r.left, waited[0]) {
		found.skip(id, title)
		return
	}
	rootEnd := r.end(r.root)
	join := r.inPython(": is join() or wait() missing?", ": is a wait missing?")
	for _, pid := range waited {
		switch {
		case slices.Contains(r.left, pid), r.end(pid) > rootEnd:
			found.miss(id, title, "%d ended while %d was running%s", r.root, pid, join)
			return
		case !r.reaped(pid):
			found.miss(id, title, "%d never waits for %d, which was a zombie until %d ended%s", r.root, pid, r.root, join)
			return
		}
	}
	found.keep(id, title, "")
}

var traceback = regexp.MustCompile(`(?m)^Traceback \(most recent call last\)|^panic: |^goroutine \d+ \[|Exception in thread "|^fatal error: `)

// failure names what has ended a program that has not caught it.
func (r *trial) failure() string {
	lines := strings.Split(strings.TrimSpace(r.stderr), "\n")
	if name, _, ok := strings.Cut(lines[len(lines)-1], ":"); ok && r.isPython() && !strings.Contains(name, " ") {
		return "a traceback of " + name
	}
	if r.isPython() {
		return "a traceback"
	}
	return "the report of an error that the program does not handle (an exception)"
}

// judgeRefused adds the point that bad arguments are refused.
func judgeRefused(found *findings, good *trial, runs []*trial) {
	const id, title = "refuses", refusesTitle
	var faults []string
	names := make(map[string][]string) // of the arguments with each fault
	for i, r := range runs {
		if fault := r.acceptance(good); fault != "" {
			if names[fault] == nil {
				faults = append(faults, fault)
			}
			names[fault] = append(names[fault], badArguments[i].name)
		}
	}
	var texts []string
	for _, fault := range faults {
		form := "%s: %s"
		if strings.HasPrefix(fault, "it prints ") {
			form = "%s is accepted: %s"
			if len(names[fault]) > 1 {
				form = "%s are accepted: %s"
			}
		}
		texts = append(texts, fmt.Sprintf(form, list(names[fault]), fault))
	}
	if len(texts) > 0 {
		text := strings.Join(texts, "; ")
		if strings.Contains(text, "traceback") || strings.Contains(text, "exception") {
			text += " (which is no message for a user: is it caught?)"
		}
		found.miss(id, title, "%s", text)
		return
	}
	found.keep(id, title, "")
}

// acceptance says why a run with a bad argument is no refusal, or "".
func (r *trial) acceptance(good *trial) string {
	pids := append(r.processes(), r.starter)
	childText := ""
	for _, pid := range r.processes()[1:] {
		childText += r.text(pid)
	}
	text := r.stdout + "\n" + r.stderr
	exit, isEnded := r.exit(r.root)
	switch {
	case r.ended != "":
		return r.stopped()
	case traceback.MatchString(text):
		return r.failure()
	case isEnded && exit.Status < 0:
		return how(exit)
	case hasBeginning(childText, pids) || hasBeginning(r.text(r.root), pids):
		return "it prints " + quotedOutput(r.stdout, pids)
	case !r.saysMore(good) && len(numbersIn(r.stdout, pids)) > 0:
		return "it prints " + quotedOutput(r.stdout, pids)
	case strings.TrimSpace(text) == "":
		return "no message"
	case !r.saysMore(good):
		return "no message that says what is wrong"
	}
	return ""
}

// quotedOutput returns the numbers of an output, or its first line if it has words, too.
func quotedOutput(text string, pids []int) string {
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return printed(text, pids)
	}
	quoted := strconv.Quote(firstLine(text))
	if strings.Contains(strings.TrimSpace(text), "\n") {
		quoted += " …"
	}
	return quoted
}

var digits = regexp.MustCompile(`-?\d+(\.\d+)?`)

// saysMore reports whether r has a line that good has not, apart from numbers.
func (r *trial) saysMore(good *trial) bool {
	lines := func(r *trial) (lines []string) {
		for line := range strings.Lines(r.stdout + "\n" + r.stderr) {
			lines = append(lines, strings.TrimSpace(digits.ReplaceAllString(line, "")))
		}
		return lines
	}
	known := lines(good)
	isNew := func(line string) bool {
		return strings.Trim(line, " ,;:.[](){}=-") != "" && !slices.Contains(known, line)
	}
	return slices.ContainsFunc(lines(r), isNew)
}
