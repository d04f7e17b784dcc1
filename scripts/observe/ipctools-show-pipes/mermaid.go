package main

import (
	"fmt"
	"strings"

	"ipctools/internal/observe"
)

// mermaid returns the picture as a flowchart for Mermaid.
func mermaid(s *observe.Snapshot) string {
	var text strings.Builder
	text.WriteString("flowchart LR\n")
	for _, pid := range s.PIDs() {
		p := s.Processes[pid]
		fmt.Fprintf(&text, "  p%d[\"%s<br>%s\"]\n", pid, entities(p.Label()), entities(s.Doing(p)))
		if s.Processes[p.Parent] != nil {
			fmt.Fprintf(&text, "  p%d -. child .-> p%d\n", p.Parent, pid)
		}
	}
	for i, name := range s.Names() {
		channel := s.Channels[name]
		if channel.Peer > name {
			for _, a := range holders(s.Readers(name)) {
				for _, b := range holders(s.Readers(channel.Peer)) {
					fmt.Fprintf(&text, "  p%d <-- \"socket pair\" --> p%d\n", a.PID, b.PID)
				}
			}
		}
		if channel.Peer == "" {
			text.WriteString(mermaidPipe(s, name, fmt.Sprintf("c%d", i)))
		}
	}
	return text.String()
}

// mermaidPipe returns an arrow for a pipe between two processes, and else a node with an
// arrow from each writer and one to each reader.
func mermaidPipe(s *observe.Snapshot, name, node string) (text string) {
	channel := s.Channels[name]
	label := "?"
	if channel.Known {
		label = amount(channel.Bytes, channel.Size)
	}
	if channel.Path != "" {
		label = s.Title(name) + ": " + label
	}
	writers, readers := holders(s.Writers(name)), holders(s.Readers(name))
	if len(writers) == 1 && len(readers) == 1 {
		return fmt.Sprintf("  p%d -- \"%s\" --> p%d\n", writers[0].PID, entities(label), readers[0].PID)
	}
	text = fmt.Sprintf("  %s([\"%s\"])\n", node, entities(label))
	for _, writer := range writers {
		text += fmt.Sprintf("  p%d --> %s\n", writer.PID, node)
	}
	for _, reader := range readers {
		text += fmt.Sprintf("  %s --> p%d\n", node, reader.PID)
	}
	return text
}

// entities writes the characters that Mermaid would take as its own as entity codes.
func entities(text string) string {
	return strings.NewReplacer(`"`, "#quot;", "#", "#35;", "<", "#lt;", ">", "#gt;").Replace(text)
}
