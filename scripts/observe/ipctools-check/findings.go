package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
)

// state is what has become of a point.
type state string

const (
	kept     state = "ok"
	missing  state = "missing"
	unjudged state = "unjudged" // it makes no sense because of another
	remark   state = "note"     // it is no point
)

// point is a thing that an exercise asks for.
type point struct {
	id, title string
	state
	detail string
}

// findings are the points of an exercise, and the run that shows most.
type findings struct {
	points []point
	trials []*trial
}

func (f *findings) keep(id, title, detail string) {
	f.points = append(f.points, point{id, title, kept, detail})
}

func (f *findings) miss(id, title, format string, arguments ...any) {
	f.points = append(f.points, point{id, title, missing, fmt.Sprintf(format, arguments...)})
}

func (f *findings) skip(id, title string) {
	f.points = append(f.points, point{id, title, unjudged, ""})
}

// revoke makes a point that was kept a missing one.
func (f *findings) revoke(id, format string, arguments ...any) {
	for i, p := range f.points {
		if p.id == id && p.state == kept {
			f.points[i].state, f.points[i].detail = missing, fmt.Sprintf(format, arguments...)
		}
	}
}

func (f *findings) note(id, format string, arguments ...any) {
	f.points = append(f.points, point{id, "", remark, fmt.Sprintf(format, arguments...)})
}

// lacks reports whether one of some points is missing or unjudged.
func (f *findings) lacks(ids ...string) bool {
	return slices.ContainsFunc(f.points, func(p point) bool { return p.state != kept && slices.Contains(ids, p.id) })
}

// misses reports whether a point is missing.
func (f *findings) misses(id string) bool {
	return slices.ContainsFunc(f.points, func(p point) bool { return p.state == missing && p.id == id })
}

// count returns how many points there are, and how many of them are kept.
func (f *findings) count() (keptOnes, all int) {
	for _, p := range f.points {
		if p.state != remark {
			all++
		}
		if p.state == kept {
			keptOnes++
		}
	}
	return keptOnes, all
}

// unjudgedOnes says how many points were not judged, for the end of the report.
func (f *findings) unjudgedOnes() string {
	count := 0
	for _, p := range f.points {
		if p.state == unjudged {
			count++
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d not judged)", count)
}

// complete reports whether all points are kept.
func (f *findings) complete() bool {
	keptOnes, all := f.count()
	return keptOnes == all
}

// tsv returns a line per point: exercise, command, point, state and detail.
func (f *findings) tsv(exercise, command string) (text string) {
	field := strings.NewReplacer("\t", " ", "\n", " ")
	for _, p := range f.points {
		text += strings.Join([]string{
			exercise, cli.Visible(field.Replace(command)), p.id, string(p.state), cli.Visible(field.Replace(p.detail)),
		}, "\t") + "\n"
	}
	return text
}

const (
	columns      = 80
	detailColumn = 46
)

// style is how a part of a line looks at a terminal.
type style string

const (
	plain style = ""
	good  style = "\x1b[32m"
	bad   style = "\x1b[31m"
	faint style = "\x1b[2m"
)

// screen is where the findings are printed.
type screen struct{ hasColours bool }

func screenOf(output pipe.Descriptor) screen {
	kind := os.Getenv("TERM")
	isRich := term.IsTerminal(int(output)) && kind != "" && kind != "dumb"
	return screen{isRich && os.Getenv("NO_COLOR") == ""} // https://no-color.org
}

func (on screen) paint(look style, text string) string {
	if !on.hasColours || look == plain || text == "" {
		return text
	}
	return string(look) + text + "\x1b[m"
}

// text returns the findings for a reader. A detail that does not fit beside its point is
// below.
func (f *findings) text(on screen) string {
	var text strings.Builder
	for _, p := range f.points {
		switch p.state {
		case kept:
			text.WriteString(on.paint(good, "✓") + " " + p.beside(on, faint))
		case missing:
			text.WriteString(on.paint(bad, "✗") + " " + p.beside(on, plain))
		}
	}
	for _, p := range f.points {
		if p.state == remark {
			rows := wrap(cli.Visible(p.detail), columns-2)
			text.WriteString("• " + strings.Join(rows, "\n  ") + "\n")
		}
	}
	keptOnes, all := f.count()
	fmt.Fprintf(&text, "%d of %d%s\n", keptOnes, all, f.unjudgedOnes())
	return text.String()
}

// beside returns the title of p with its detail beside or below.
func (p point) beside(on screen, look style) string {
	detail := cli.Visible(strings.ReplaceAll(p.detail, "\n", " "))
	gap := max(2, detailColumn-2-utf8.RuneCountInString(p.title))
	switch {
	case detail == "":
		return p.title + "\n"
	case 2+utf8.RuneCountInString(p.title)+gap+utf8.RuneCountInString(detail) <= columns:
		return p.title + strings.Repeat(" ", gap) + on.paint(look, detail) + "\n"
	}
	text := p.title + "\n"
	for _, row := range wrap(detail, columns-4) {
		text += "    " + on.paint(look, row) + "\n"
	}
	return text
}

// wrap splits text at blanks into rows of so many columns, where that is possible.
func wrap(text string, columns int) (rows []string) {
	row := ""
	for _, word := range strings.Fields(text) {
		if row != "" && utf8.RuneCountInString(row+" "+word) > columns {
			rows = append(rows, row)
			row = ""
		}
		row = strings.TrimPrefix(row+" "+word, " ")
	}
	return append(rows, row)
}
