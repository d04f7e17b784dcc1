package diagram

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Mermaid returns the diagram for Mermaid, with names but no PIDs. It numbers processes
// of the same name.
func (d *Diagram) Mermaid() string {
	var text strings.Builder
	text.WriteString("sequenceDiagram\n")
	var ids []string
	for _, name := range d.mermaidNames() {
		id := identifier(name)
		for slices.Contains(ids, id) {
			id += "_"
		}
		ids = append(ids, id)
		if id == name {
			fmt.Fprintf(&text, "  participant %s\n", id)
		} else {
			fmt.Fprintf(&text, "  participant %s as %s\n", id, entities(name))
		}
	}
	for _, step := range d.Steps {
		arrow := "->>"
		if step.Dashed {
			arrow = "-->>"
		}
		if step.From == step.To {
			fmt.Fprintf(&text, "  Note over %s: ", ids[step.From])
		} else {
			fmt.Fprintf(&text, "  %s%s%s: ", ids[step.From], arrow, ids[step.To])
		}
		text.WriteString(entities(step.Text) + "\n")
	}
	return text.String()
}

func (d *Diagram) mermaidNames() (names []string) {
	count, number := make(map[string]int), make(map[string]int)
	for _, c := range d.Columns {
		count[c.Name]++
	}
	for _, c := range d.Columns {
		name := c.Name
		if count[name] > 1 {
			number[name]++
			name += " " + strconv.Itoa(number[name])
		}
		names = append(names, name)
	}
	return names
}

// identifier returns a name that Mermaid accepts without quotes, and that is none of its
// keywords.
func identifier(name string) string {
	id := strings.Map(func(char rune) rune {
		if char >= '0' && char <= '9' || char >= 'A' && char <= 'Z' || char >= 'a' && char <= 'z' {
			return char
		}
		return '_'
	}, name)
	keywords := "activate actor alt and as autonumber box break create critical deactivate destroy else end " +
		"links link loop note opt option over par participant rect title"
	if slices.Contains(strings.Fields(keywords), strings.ToLower(id)) {
		id += "_"
	}
	return id
}

// entities replaces each character that has a meaning in Mermaid or HTML by Mermaid's
// escape, #CODE;
func entities(text string) string {
	return strings.NewReplacer("#", "#35;", ";", "#59;", "&", "#38;", "<", "#60;", ">", "#62;", "%%", "#37;#37;").Replace(text)
}
