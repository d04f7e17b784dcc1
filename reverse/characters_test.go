package main

import (
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// characters returns the characters of a record, found in the simplest way.
func characters(whole unit, record []byte) (found [][]byte) {
	for len(record) > 0 {
		valid := 0
		for valid < len(record) {
			char, size := utf8.DecodeRune(record[valid:])
			if char == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		switch {
		case whole == octet:
			valid = 1
		case valid == 0:
			valid = 1
		case whole == codePoint:
			_, valid = utf8.DecodeRune(record)
		default:
			valid = len(graphemes.FromBytes(record[:valid]).First())
		}
		found = append(found, record[:valid])
		record = record[valid:]
	}
	return found
}

// The library agrees that there is a boundary between any two plain code points. Each is
// tried next to one code point of each class, in both orders.
func TestPlainCodePoints(t *testing.T) {
	var plain []rune
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if text := utf8.AppendRune(nil, r); utf8.ValidRune(r) && reversePlain(text) == len(text) {
			plain = append(plain, r)
		}
	}
	if len(plain) < 20000 {
		t.Errorf("only %d plain code points", len(plain))
	}
	beside := []rune{'a', '~', 0, '\u0080', '©', 'é', 'ω', 'ж', '\u047F', '’', '、', 'か', '字', '가', '각'}
	for _, r := range plain {
		for _, other := range beside {
			for _, text := range []string{string([]rune{r, other}), string([]rune{other, r})} {
				if first := graphemes.FromString(text).First(); len(first) == len(text) {
					t.Errorf("%q is one character", text)
				}
			}
		}
	}
}

// The library finds the same emoji as emojiLength, with any text behind them. It also
// joins every code point of isPictograph to another (UAX #29, GB11).
func TestEmoji(t *testing.T) {
	pictographs := 0
	following := []string{"", "a", "\n", "é", "字", "…", "가", "😀", "❤", "🇫🇷", "\u200D", "\u200D😀", "\u200D❤", "\uFE0F", "🏽", "\u0301", "\xff"}
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if isPictograph(r) {
			pictographs++
			if text := "😀\u200D" + string(r) + "\u200D😀"; len(graphemes.FromString(text).First()) != len(text) {
				t.Errorf("%U is not joined", r)
			}
		}
		for _, next := range following {
			text := []byte(string(r) + next)
			if length := emojiLength(text); length > 0 && length != len(characters(grapheme, text)[0]) {
				t.Errorf("%q begins with %q", text, text[:length])
			}
		}
	}
	if pictographs < 1000 {
		t.Errorf("only %d pictographs", pictographs)
	}
}
