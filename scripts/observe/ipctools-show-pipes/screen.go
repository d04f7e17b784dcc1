package main

import (
	"os"
	"strings"

	"golang.org/x/term"

	"ipctools/internal/pipe"
)

// pictureWidth is how wide a picture is at the most.
const pictureWidth = 80

// style is how a part of a picture looks at a terminal.
type style string

const (
	plain  style = ""
	strong style = "\x1b[1m"
	faint  style = "\x1b[2m"
	fresh  style = "\x1b[32m"
	alarm  style = "\x1b[33m"
)

// screen is where a picture is drawn.
type screen struct {
	pipe.Descriptor
	columns, rows int  // 0 if it is not a terminal
	hasColours    bool // NO_COLOR is not set, https://no-color.org
	canRedraw     bool
}

func screenOf(output pipe.Descriptor) screen {
	on := screen{Descriptor: output}
	var err error
	if on.columns, on.rows, err = term.GetSize(int(output)); err != nil {
		return screen{Descriptor: output}
	}
	kind := os.Getenv("TERM")
	on.canRedraw = kind != "" && kind != "dumb"
	on.hasColours = on.canRedraw && os.Getenv("NO_COLOR") == ""
	return on
}

// render returns the lines as text, each no wider than the screen.
func (p *picture) render(on screen) string {
	limit := on.columns
	if limit <= 0 {
		limit = pictureWidth
	}
	var text strings.Builder
	for _, line := range p.lines {
		for _, part := range cut(line, limit) {
			if on.hasColours && part.style != plain {
				text.WriteString(string(part.style) + part.text + "\x1b[m")
			} else {
				text.WriteString(part.text)
			}
		}
		text.WriteString("\n")
	}
	return text.String()
}
