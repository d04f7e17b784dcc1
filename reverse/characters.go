package main

import (
	"errors"
	"slices"
	"unicode/utf8"
)

// unit is the kind of character that reverse keeps whole.
type unit int

const (
	grapheme  unit = iota // an extended grapheme cluster (UAX #29)
	codePoint             // a code point in valid UTF-8, or one byte that is not UTF-8
	octet                 // one byte
)

var unitNames = [...]string{grapheme: "grapheme", codePoint: "rune", octet: "byte"}

func (u unit) String() string { return unitNames[u] }
func (u unit) Type() string   { return "UNIT" }

func (u *unit) Set(text string) error {
	if text == "codepoint" { // the term of the Unicode Standard
		text = codePoint.String()
	}
	index := slices.Index(unitNames[:], text)
	if index < 0 {
		return errors.New("not grapheme, rune or byte")
	}
	*u = unit(index)
	return nil
}

// reverseCodePoints reverses the code points of text: first the bytes within each, then
// all bytes.
func reverseCodePoints(text []byte) {
	for next := 0; next < len(text); {
		_, size := utf8.DecodeRune(text[next:])
		reverseBytes(text[next : next+size])
		next += size
	}
	reverseBytes(text)
}
