package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"ipctools/internal/observe"
)

// addSignals draws the sets of signals of process that are not empty.
func (p *picture) addSignals(process *observe.Process, begin string) {
	for _, set := range []struct {
		verb    string
		signals uint64
	}{
		{"catches", process.Signals.Caught}, {"ignores", process.Signals.Ignored},
		{"blocks", process.Signals.Blocked}, {"pending", process.Signals.Pending},
	} {
		if set.signals == 0 {
			continue
		}
		verb := fmt.Sprintf("%-8s", set.verb)
		names := strings.Join(observe.SignalNames(set.signals), " ")
		room := pictureWidth - utf8.RuneCountInString(begin) - len(verb)
		for _, row := range wrap(names, room) {
			p.add(span{begin, faint}, span{verb, faint}, span{row, plain})
			verb = strings.Repeat(" ", len(verb))
		}
	}
}

// notes adds the diagnosis, and the reasons why something is unknown.
func (p *picture) notes() {
	sentences := p.Diagnosis()
	var reasons []string
	for _, reason := range p.Reasons {
		reasons = append(reasons, "?: "+reason+".")
	}
	if p.isUnsure || p.Hidden > 0 && (len(sentences) > 0 || len(p.Processes) == 0) {
		reasons = append(reasons, fmt.Sprintf(
			"?: %d processes of other users may have something here open; they can be looked at only by root.", p.Hidden))
	}
	for _, group := range []struct {
		sentences []string
		bullet    string
		style
	}{{sentences, "• ", alarm}, {reasons, "", faint}} {
		if len(group.sentences) > 0 {
			p.add()
		}
		for _, sentence := range group.sentences {
			for i, row := range wrap(sentence, pictureWidth-2) {
				bullet := group.bullet
				if i > 0 {
					bullet = strings.Repeat(" ", utf8.RuneCountInString(bullet))
				}
				p.add(span{bullet + row, group.style})
			}
		}
	}
}
