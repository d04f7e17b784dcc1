package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"ipctools/internal/observe/trace"
)

var interpreterName = regexp.MustCompile(`^(python|pypy|perl|ruby|node|(ba|da|k|z)?sh$)`)

// scriptOf returns the path of the file that an interpreter will open when command
// begins, or "". A wrapper in front of the interpreter, such as that of pyenv, does not.
func scriptOf(command []string) string {
	for i, word := range command {
		if !interpreterName.MatchString(filepath.Base(word)) {
			continue
		}
		for _, argument := range command[i+1:] {
			info, err := os.Stat(argument)
			switch {
			case argument == "-c" || argument == "-m" || argument == "-e":
				return ""
			case err == nil && info.Mode().IsRegular():
				return resolved(argument)
			}
		}
		return ""
	}
	return ""
}

// resolved returns the absolute path without symbolic links.
func resolved(path string) string {
	if full, err := filepath.EvalSymlinks(path); err == nil {
		path = full
	}
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	return path
}

// begins reports whether the program itself begins with e.
func (o *observation) begins(e trace.Event) bool {
	return o.script == "" || e.Kind == trace.Open && e.Channel == "file:"+o.script
}

// points returns the points of the exercise, none of which is judged.
func (set *settings) points() (points []point) {
	titles := map[string][][2]string{
		"1": {{"numbers", numbersTitle}, {"child-writes", writesTitle}, {"parent-waits", waitsTitle}, {"refuses", refusesTitle}},
		"2": {{"signal", signalTitle + seconds(set.delay)}, {"caught", caughtTitle}, {"kill", killTitle}, {"reaped", reapedTitle}},
		"3": {{"round", roundTitle}, {"child-reverses", reversesTitle}, {"many", manyTitle}, {"ends", endsTitle}},
		"fifo": {{"fifo", madeTitle}, {"unrelated", unrelatedTitle}, {"bytes", bytesTitle}, {"waits", waitingTitle},
			{"end", endTitle}},
	}
	for _, title := range append(titles[set.exercise], [2]string{"nothing-left", leftTitle}) {
		points = append(points, point{title[0], title[1], unjudged, ""})
	}
	return points
}

var unreadableLine = regexp.MustCompile(`^(SyntaxError|IndentationError|TabError): |: can't open file |had compilation errors\.$|aborted due to compilation errors\.$`)

// unreadable returns the last line of an interpreter that could not read the program, or
// "".
func (r *trial) unreadable() string {
	text := r.errorText(r.root)
	exit, ok := r.exit(r.root)
	if !ok || exit.Status <= 0 || len(r.processes()) > 1 || traceback.MatchString(text) || !unreadableLine.MatchString(lastLine(text)) {
		return ""
	}
	return lastLine(text)
}

// unbegun returns what is found if one of the programs has not begun, or nil.
func (set *settings) unbegun(runs ...*trial) *findings {
	for _, r := range runs {
		found := &findings{points: set.points(), trials: runs[:1]}
		if line := r.unreadable(); line != "" {
			found.points[0].state = missing
			found.points[0].detail = fmt.Sprintf("the %s does not start: %q", cmp.Or(r.role, "program"), line)
			return found
		}
		if r.role != "" && r.active && !r.usesFIFO() {
			found.note("busy", "The %s %d has not opened the FIFO within %s. Is the machine busy? Try --timeout %d.",
				r.role, r.root, seconds(set.timeout), max(60, int(6*set.timeout/time.Second)))
			return found
		}
		if !r.started && r.ended != "" {
			found.note("busy", "The program has not started within %s. Is the machine busy? Try --timeout %d.",
				seconds(set.timeout), max(60, int(6*set.timeout/time.Second)))
			return found
		}
	}
	return nil
}
