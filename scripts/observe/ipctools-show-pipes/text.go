package main

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// shorten leaves the end of a long path.
func shorten(path string) string {
	const longest = 24
	if chars := []rune(path); len(chars) > longest {
		return "…" + string(chars[len(chars)-longest+1:])
	}
	return path
}

// amount returns "12 of 64 KiB", or "12 bytes of 64 KiB" for less than a KiB.
func amount(bytes, of int) string {
	if unit, _ := unitOf(of); bytes == 0 || bytes >= 1024 && unit == "KiB" {
		return strings.TrimSuffix(size(bytes), " KiB") + " of " + size(of)
	}
	return size(bytes) + " of " + size(of)
}

func unitOf(bytes int) (unit string, scale float64) {
	switch {
	case bytes == 0:
		return "", 1
	case bytes < 1<<10:
		return "bytes", 1
	case bytes < 1<<20:
		return "KiB", 1 << 10
	}
	return "MiB", 1 << 20
}

// size returns a number of bytes with at most one decimal.
func size(bytes int) string {
	unit, scale := unitOf(bytes)
	number := strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/scale, 'f', 1, 64), ".0")
	if bytes == 1 {
		unit = "byte"
	}
	return strings.TrimSpace(number + " " + unit)
}

func width(line []span) (columns int) {
	for _, part := range line {
		columns += utf8.RuneCountInString(part.text)
	}
	return columns
}

// cut ends a line that is too wide with an ellipsis.
func cut(line []span, limit int) (short []span) {
	if width(line) <= limit {
		return line
	}
	left := limit - 1
	for _, part := range line {
		chars := []rune(part.text)
		if len(chars) >= left {
			return append(short, span{string(chars[:left]) + "…", part.style})
		}
		short = append(short, part)
		left -= len(chars)
	}
	return short
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
