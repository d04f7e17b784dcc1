package diagram

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// widest is the width of a diagram that has at most ten columns.
const widest = 80

// narrowest is the least width of a column.
const narrowest = 8

// Text returns the diagram for a terminal.
func (d *Diagram) Text() string {
	page := page{columns: d.Columns, width: d.columnWidth()}
	for i, c := range d.Columns {
		page.write(heading(c), i, 0)
	}
	page.flush()
	for _, step := range d.Steps {
		page.step(step)
	}
	return page.text.String()
}

func heading(c Column) string {
	if c.PID == 0 {
		return c.Name
	}
	return c.Name + " " + strconv.Itoa(c.PID)
}

// columnWidth returns the width of each column. A line of text has two blanks before it,
// or a lifeline and a blank, and one blank behind it.
func (d *Diagram) columnWidth() int {
	if len(d.Columns) == 0 {
		return narrowest
	}
	longest := 0
	for _, c := range d.Columns {
		longest = max(longest, width(cells(heading(c))))
	}
	for _, step := range d.Steps {
		longest = max(longest, width(cells(step.Text)))
	}
	return max(narrowest, min(longest+3, widest/len(d.Columns)))
}

// page collects the rows of one step, and then prints them.
type page struct {
	columns []Column
	width   int
	rows    [][]string // the characters, by row and place; a wide one has "" behind it
	text    strings.Builder
}

func (p *page) step(step Step) {
	left, right := min(step.From, step.To), max(step.From, step.To)
	p.write(step.Text, left, 2)
	p.lifelines()
	p.flush()
	if left == right {
		return
	}
	p.lifelines()
	line := "─"
	if step.Dashed {
		line = "╌"
	}
	first, last := left*p.width, right*p.width
	for x := first + 1; x < last; x++ {
		p.set(0, x, line)
	}
	isChannel := p.columns[step.From].PID == 0
	switch {
	case step.From < step.To && isChannel:
		p.set(0, first, "╟")
	case step.From < step.To:
		p.set(0, first, "├")
	case isChannel:
		p.set(0, last, "╢")
	default:
		p.set(0, last, "┤")
	}
	if step.From < step.To {
		p.set(0, last-1, "►")
	} else {
		p.set(0, first+1, "◄")
	}
	p.flush()
}

// lifelines draws the lifeline of each column into each row.
func (p *page) lifelines() {
	for row := range max(1, len(p.rows)) {
		for i, c := range p.columns {
			line := "│"
			if c.PID == 0 {
				line = "║"
			}
			p.set(row, i*p.width, line)
		}
	}
}

// write puts text beside the lifeline of a column, and wraps it at blanks into rows.
func (p *page) write(text string, column, indent int) {
	room := p.width - indent - 1
	chars := cells(text)
	for row := 0; len(chars) > 0; row++ {
		end, next := lineEnd(chars, room)
		x := column*p.width + indent
		for _, char := range chars[:end] {
			p.set(row, x, char)
			x += charWidth(char)
		}
		chars = chars[next:]
	}
}

// lineEnd returns how many of chars fit into room, up to a blank or an escaped newline if
// possible, and where the next line begins.
func lineEnd(chars []string, room int) (end, next int) {
	used := 0
	for end < len(chars) && used+charWidth(chars[end]) <= room {
		used += charWidth(chars[end])
		end++
	}
	if end == len(chars) {
		return end, end
	}
	for blank := end; blank > 0; blank-- {
		switch {
		case chars[blank] == " ":
			return blank, blank + 1
		case blank > 1 && chars[blank-2] == `\` && chars[blank-1] == "n":
			return blank, blank
		}
	}
	return max(end, 1), max(end, 1)
}

func (p *page) set(row, x int, char string) {
	for len(p.rows) <= row {
		p.rows = append(p.rows, nil)
	}
	for len(p.rows[row]) <= x+charWidth(char)-1 {
		p.rows[row] = append(p.rows[row], " ")
	}
	p.rows[row][x] = char
	if charWidth(char) == 2 {
		p.rows[row][x+1] = ""
	}
}

// flush prints the rows and clears them.
func (p *page) flush() {
	for _, row := range p.rows {
		p.text.WriteString(strings.TrimRight(strings.Join(row, ""), " ") + "\n")
	}
	p.rows = nil
}

// cells splits text into characters as a user sees them (UAX #29). A tab is a blank.
func cells(text string) (chars []string) {
	text = strings.ReplaceAll(text, "\t", " ")
	for iterator := graphemes.FromString(text); iterator.Next(); {
		chars = append(chars, iterator.Value())
	}
	return chars
}

func width(chars []string) (columns int) {
	for _, char := range chars {
		columns += charWidth(char)
	}
	return columns
}

// charWidth returns how many cells of a terminal a character takes.
func charWidth(char string) int {
	if first, _ := utf8.DecodeRuneInString(char); unicode.Is(wide, first) {
		return 2
	}
	return 1
}

// wide has the blocks whose characters are wide (UAX #11), except single ones in others.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, // Hangul
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, // CJK
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // CJK
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f1e6, Hi: 0x1faff, Stride: 1}, // flags and emoji
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // CJK
	},
}
