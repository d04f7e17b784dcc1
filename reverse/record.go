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
	if ended && f.delimiter == '\n' {
		record = bytes.TrimSuffix(record, []byte{'\r'})
	}
	return record
}

// reverseRecord reverses record in place: first the bytes within each character
// that has more than one, then all bytes.
func (f *format) reverseRecord(record []byte) {
	if f.unit != octet && !(isASCII(record) && f.oneByteEach(record)) {
		f.reverseCharacters(record)
	}
	reverseBytes(record)
}

// oneByteEach tells whether each character of an ASCII record is one byte: all
// but the grapheme \r\n are (UAX #29, GB3), which a line can't hold.
func (f *format) oneByteEach(record []byte) bool {
	return f.delimiter == '\n' || f.unit != grapheme || bytes.IndexByte(record, '\n') < 0
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
	for characters := graphemes.FromBytes(text); characters.Next(); {
		if character := characters.Value(); len(character) > 1 {
			slices.Reverse(character)
		}
	}
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
