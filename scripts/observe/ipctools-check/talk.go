package main

import (
	"bytes"
	"strings"
	"time"

	"ipctools/internal/observe/trace"
)

// talk types phrases at the terminal of a command. The next is typed as soon as a process
// waits for input from the terminal. A program that asks the kernel in a way that is not
// observed gets it when nothing has happened for a while, if it has answered the last.
type talk struct {
	next       int
	isRead     bool      // the last phrase has been read
	isAnswered bool      // and something was printed then
	asked      time.Time // when it has asked again after the last phrase
	explained  bool      // observe was asked why nothing happens
}

const (
	// quiet is how long nothing happens before a phrase is typed to a program that has
	// not been seen to wait for it.
	quiet = time.Second
	// patience is how long a program may run on after it has read the last phrase and
	// waits for the next.
	patience = time.Second
)

func (t *talk) take(o *observation, e trace.Event) {
	if e.Channel != o.output {
		return
	}
	switch {
	case e.Kind == trace.Read && t.next > 0:
		// A program may read each character on its own, and a Wait in between is none.
		t.isRead = t.isRead || bytes.ContainsAny(e.Data, "\n\r")
	case e.Kind == trace.Write && e.Err == "" && t.isRead:
		t.isAnswered = true
	case e.Kind == trace.Wait && strings.HasPrefix(e.Call, "read") && (t.next == 0 || t.isRead):
		t.ask(o)
	}
}

// ask types the next phrase, or notes that there is none.
func (t *talk) ask(o *observation) {
	if t.next == len(o.phrases) {
		if t.asked.IsZero() {
			t.asked = time.Now()
		}
		return
	}
	phrase := o.phrases[t.next]
	o.terminal.master.WriteString(phrase + "\n")
	o.typed = append(o.typed, phrase)
	t.next++
	t.isRead, t.isAnswered = false, false
}

func (t *talk) tick(o *observation) {
	switch {
	case !t.asked.IsZero():
		if time.Since(t.asked) > patience {
			o.again = true
			o.end("it was ended because it waits for more")
		}
	case t.next < len(o.phrases) && len(o.events) > 0 && time.Since(o.changed) > quiet && (t.next == 0 || t.isAnswered):
		t.ask(o)
	case t.isRead && time.Since(o.changed) > grace && !t.explained:
		t.explained = true
		if o.explain(); len(o.reasons) > 0 { // which are certain, so nothing else will happen
			o.end("it was ended because nothing happened any more")
		}
	}
}
