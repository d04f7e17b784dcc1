package main

import (
	"strings"

	"ipctools/internal/observe/diagram"
)

// draw returns a sequence diagram of each trial that was kept for it.
func draw(found *findings) string {
	var diagrams []string
	for _, r := range found.trials {
		diagrams = append(diagrams, diagram.FromTrace(r.root, r.cleaned).Text())
	}
	return strings.Join(diagrams, "\n")
}
