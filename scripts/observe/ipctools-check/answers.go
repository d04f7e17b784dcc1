package main

import (
	"strings"
	"unicode"

	"ipctools/internal/observe/trace"
)

// cameBack returns the text that the root has got through a pipe after it has sent a
// phrase, and before the next, or "".
func (r *trial) cameBack(phrase string) string {
	isSent := false
	var data strings.Builder
	for _, e := range r.events {
		switch {
		case isSent && e.Kind == trace.Read && e.Channel == r.output: // the next phrase
			return longestText(data.String())
		case e.PID != r.root || !isLink(e.Channel):
		case e.Kind == trace.Write && strings.Contains(string(e.Data), phrase):
			isSent = true
		case e.Kind == trace.Read && isSent:
			data.Write(e.Data)
		}
	}
	return longestText(data.String())
}

// longestText returns the longest row of printable characters, which is between the bytes
// of a frame.
func longestText(data string) (text string) {
	isOther := func(char rune) bool { return !unicode.IsPrint(char) || char == unicode.ReplacementChar }
	for _, run := range strings.FieldsFunc(data, isOther) {
		if len(run) > len(text) {
			text = run
		}
	}
	return text
}

// answerTo returns the first line that the root prints after it was given a phrase and
// before somebody reads more, or "" if that is only the prompt.
func (r *trial) answerTo(phrase string) string {
	answer := r.lineBehind(phrase + "\n")
	if answer == r.lineBehind("") {
		return ""
	}
	return answer
}

// lineBehind returns the first line that the root prints after somebody has read the line
// given, or "" for the beginning, and before somebody reads more.
func (r *trial) lineBehind(given string) string {
	typed, text := "", ""
	for _, e := range r.events {
		isGiven := strings.Contains(typed, given)
		switch {
		case e.Channel != r.output:
		case e.Kind == trace.Read && isGiven:
			return firstLine(text)
		case e.Kind == trace.Read:
			typed += strings.ReplaceAll(string(e.Data), "\r", "\n")
		case e.Kind == trace.Write && isGiven && e.PID == r.root:
			text += string(e.Data)
		}
	}
	return firstLine(text)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}
