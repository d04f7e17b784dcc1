package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// format tells what records and characters are.
type format struct {
	unit      unit
	delimiter byte
}

// unit is what is kept whole.
type unit string

const (
	grapheme  unit = "grapheme"
	codePoint unit = "rune"
	octet     unit = "byte"
)

func (u *unit) String() string { return string(*u) }
func (u *unit) Type() string   { return "UNIT" }

func (u *unit) Set(text string) error {
	if !slices.Contains([]unit{grapheme, codePoint, octet}, unit(text)) {
		return errors.New("not grapheme, rune or byte")
	}
	*u = unit(text)
	return nil
}

// trim returns record without the \r that belongs to the end of its line, if the
// line has an end.
func (f *format) trim(record []byte, ended bool) []byte {
	if last := len(record) - 1; ended && f.delimiter == '\n' && last >= 0 && record[last] == '\r' {
		return record[:last]
	}
	return record
}

// oneByteEach tells whether each character in text is one byte: in ASCII, all but
// the grapheme \r\n are (UAX #29, GB3), which a line can't hold.
func (f *format) oneByteEach(text []byte) bool {
	return f.unit == octet || isASCII(text) &&
		(f.delimiter == '\n' || f.unit != grapheme || bytes.IndexByte(text, '\n') < 0)
}

// reverseCharacters reverses the bytes of each character. A byte that is not
// UTF-8 is a character of its own, whatever stands beside it.
func (f *format) reverseCharacters(text []byte) {
	for len(text) > 0 {
		valid := validPrefix(text)
		if f.unit == grapheme {
			reverseGraphemes(text[:valid])
		} else {
			reverseRunes(text[:valid])
		}
		text = text[min(valid+1, len(text)):]
	}
}

func reverseGraphemes(text []byte) {
	for len(text) > 0 {
		text = text[reversePlain(text):]
		// Where one character ends, the next begins as if nothing had been before it.
		size, character, _ := graphemes.SplitFunc(text, true)
		if len(character) > 1 {
			slices.Reverse(character)
		}
		text = text[size:]
	}
}

// reversePlain does what reverseGraphemes does, for a prefix of text, and returns its
// length. It knows code points of which each is a character, if no other kind of code
// point comes after it (UAX #29, GB999): ASCII but \r, Latin, Greek and Cyrillic
// letters of two bytes, kana, and ideographs.
func reversePlain(text []byte) int {
	last, next := 0, 0 // where the last character and the next begin
	for next < len(text) {
		lead, size := text[next], 0
		switch {
		case lead < utf8.RuneSelf && lead != '\r':
			size = 1
		case 0xC3 <= lead && lead <= 0xCB || // U+00C0 to U+02FF
			0xCE <= lead && lead <= 0xD1: // U+0380 to U+047F
			size = 2
			text[next], text[next+1] = text[next+1], lead
		case 0xE4 <= lead && lead <= 0xE9 || // U+4000 to U+9FFF
			lead == 0xE3 && isPlainE3(text[next+1], text[next+2]):
			size = 3
			text[next], text[next+2] = text[next+2], lead
		default:
			// It may belong to the last character, which is not done then.
			slices.Reverse(text[last:next])
			return last
		}
		last, next = next, next+size
	}
	return next
}

// isPlainE3 tells whether the code point of the bytes 0xE3, second and third is one of
// U+3000 to U+3029 or of the kana, U+3040 to U+30FF, other than the two combining marks.
func isPlainE3(second, third byte) bool {
	switch second {
	case 0x80:
		return third <= 0xA9
	case 0x82:
		return third != 0x99 && third != 0x9A
	}
	return second == 0x81 || second == 0x83
}

func reverseRunes(text []byte) {
	for len(text) > 0 {
		_, size := utf8.DecodeRune(text)
		slices.Reverse(text[:size])
		text = text[size:]
	}
}

// validPrefix returns how many bytes of text are UTF-8.
func validPrefix(text []byte) int {
	if utf8.Valid(text) {
		return len(text)
	}
	valid := 0
	for {
		char, size := utf8.DecodeRune(text[valid:])
		if char == utf8.RuneError && size <= 1 {
			return valid
		}
		valid += size
	}
}

func isASCII(text []byte) bool {
	const topBits = 0x8080808080808080
	for len(text) >= 8 {
		if binary.NativeEndian.Uint64(text)&topBits != 0 {
			return false
		}
		text = text[8:]
	}
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// reverseBytes swaps words from both ends, each turned around. The last two may
// overlap: both are read before one is written, and they agree on what they share.
func reverseBytes(text []byte) {
	for len(text) >= 8 {
		front, back := text[:8], text[len(text)-8:]
		first, last := binary.NativeEndian.Uint64(front), binary.NativeEndian.Uint64(back)
		binary.NativeEndian.PutUint64(front, bits.ReverseBytes64(last))
		binary.NativeEndian.PutUint64(back, bits.ReverseBytes64(first))
		if len(text) < 16 {
			return
		}
		text = text[8 : len(text)-8]
	}
	slices.Reverse(text)
}
