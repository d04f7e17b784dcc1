package main

import (
	"testing"

	"ipctools/internal/observe/trace"
)

// Where bytes go to and fro that may be the phrase in another form, nothing is claimed.
func TestExchange(t *testing.T) {
	const parent, child, terminal, phrase = 100, 101, "terminal:/dev/pts/1", "pipes at work"
	for _, c := range []struct {
		sent, answered []string
		want           state
	}{
		{[]string{phrase}, []string{"krow ta sepip"}, kept},
		{[]string{"p\x00i\x00p\x00e\x00s\x00 \x00a\x00t\x00 \x00w\x00o\x00r\x00k\x00"},
			[]string{"k\x00r\x00o\x00w\x00 \x00t\x00a\x00 \x00s\x00e\x00p\x00i\x00p\x00"}, kept},
		{[]string{phrase}, []string{"[k,r,o,w, ,", "t,a,#4,s,e,p,i,#10]"}, kept}, // with references
		{[]string{phrase}, []string{"[p,i,#0,e,s, ,a,t,#5,w,o,r,k]"}, unjudged},
		{[]string{phrase}, []string{"[p,i,#0,e,s, ,a,t,#5,w,o,r,k,k,r,o,w, ,t,a,s,e,p,i]"}, unjudged},
		{[]string{"cvcrf ng jbex"}, []string{"xebj gn frcvc"}, unjudged}, // each letter replaced
		{[]string{phrase}, []string{phrase}, missing},
		{[]string{phrase}, []string{"ok"}, missing},
		{[]string{"krow ta sepip"}, []string{"krow ta sepip"}, missing},
		{[]string{"go"}, []string{"krow ta sepip"}, missing},
		{nil, nil, missing},
	} {
		events := []trace.Event{{Kind: trace.Fork, PID: parent, Peer: child}}
		move := func(pid int, kind trace.Kind, channel, data string) {
			events = append(events, trace.Event{Kind: kind, PID: pid, Channel: channel, Data: []byte(data), Size: len(data)})
		}
		move(parent, trace.Read, terminal, phrase+"\n")
		for _, data := range c.sent {
			move(parent, trace.Write, "pipe:[1]", data)
			move(child, trace.Read, "pipe:[1]", data)
		}
		for _, data := range c.answered {
			move(child, trace.Write, "pipe:[2]", data)
			move(parent, trace.Read, "pipe:[2]", data)
		}
		move(parent, trace.Write, terminal, "krow ta sepip\n")
		found := new(findings)
		r := &trial{root: parent, output: terminal, events: events}
		r.judgeReverses(found, phrase)
		if got := found.points[0]; got.state != c.want {
			t.Errorf("%q, %q: %s, want %s: %s", c.sent, c.answered, got.state, c.want, got.detail)
		}
	}
}
