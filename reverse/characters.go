package main

import (
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

// reverseCharacters reverses the bytes of each character. A byte that is not
// UTF-8 is a character of its own, whatever stands beside it.
func (f *format) reverseCharacters(text []byte) {
	if f.unit == octet {
		return
	}
	valid := 0 // the bytes of text that are known to be UTF-8
	for {
		if f.unit == grapheme {
			plain := reversePlain(text)
			text, valid = text[plain:], max(valid-plain, 0)
		}
		if len(text) == 0 {
			return
		}
		if valid == 0 {
			valid = validPrefix(text)
		}
		size := 1
		switch {
		case valid == 0:
			text = text[1:]
			continue
		case f.unit == grapheme:
			// Where one character ends, the next begins as if nothing had been before it.
			size, _, _ = graphemes.SplitFunc(text[:valid], true)
		default:
			_, size = utf8.DecodeRune(text)
		}
		reverseBytes(text[:size])
		text, valid = text[size:], valid-size
	}
}

// reversePlain does what reverseCharacters does with graphemes, for a prefix of text,
// and returns its length. It knows code points of which each is a character, if no other
// kind of code point comes after it (UAX #29, GB999), and emoji.
func reversePlain(text []byte) int {
	done, ended := 0, 0 // ended: where a character ended that does not go on, whatever comes
	for done < len(text) {
		rest := text[done:]
		size := 0
		switch {
		case rest[0] < 0xE0:
			size = reversePlainWord(rest)
		case isPlainLong(rest):
			rest[0], rest[2] = rest[2], rest[0]
			size = 3
		default:
			size = emojiLength(rest)
			reverseBytes(rest[:size])
			if size > 0 {
				ended = done + size
			}
		}
		if size == 0 {
			break
		}
		done += size
	}
	if done == len(text) || done == ended {
		return done
	}
	// What comes may belong to the last character, which is not done then. That, turned
	// around, has its lead byte at the end.
	last := 1
	switch lead := text[done-1]; {
	case lead >= 0xE0:
		last = 3
	case lead >= 0xC0:
		last = 2
	}
	slices.Reverse(text[done-last : done])
	return done - last
}

// emojiLength returns the length of the emoji that text begins with: a symbol, with its
// variations; several of them that are joined (GB11); or a flag (GB12). It returns 0 for
// anything else, also if it is not sure that what comes next is another character.
func emojiLength(text []byte) int {
	const variation, joiner = '\uFE0F', '\u200D'
	char, length := utf8.DecodeRune(text)
	pictograph := isPictograph(char)
	switch {
	case isRegionalIndicator(char):
		second, size := utf8.DecodeRune(text[length:])
		if !isRegionalIndicator(second) {
			return 0
		}
		length += size
	case !pictograph && (char < 0x2600 || 0x27BF < char):
		return 0
	}
	for {
		char, size := utf8.DecodeRune(text[length:])
		switch {
		case char == variation, isSkinTone(char): // GB9
			length += size
		case char == joiner && pictograph:
			joined, more := utf8.DecodeRune(text[length+size:])
			if !isPictograph(joined) {
				return 0
			}
			length += size + more
		case char < utf8.RuneSelf, char == utf8.RuneError, isPlain(char), isPictograph(char), isRegionalIndicator(char):
			return length // GB999, or no UTF-8
		default:
			return 0
		}
	}
}

// isPictograph knows the most of the code points that take four bytes and have the
// property Extended_Pictographic: those of the larger ranges.
func isPictograph(char rune) bool {
	return 0x1F300 <= char && (char <= 0x1F320 ||
		0x1F324 <= char && char <= 0x1F393 ||
		0x1F39E <= char && char <= 0x1F3F0 ||
		0x1F3F3 <= char && char <= 0x1F3F5 ||
		0x1F400 <= char && char <= 0x1F4FD ||
		0x1F5FA <= char && char <= 0x1F64F ||
		0x1F680 <= char && char <= 0x1F6C5 ||
		0x1F90C <= char && char <= 0x1F93A ||
		0x1F947 <= char && char <= 0x1F9FF ||
		0x1FA6E <= char && char <= 0x1FAFF)
}

func isSkinTone(char rune) bool          { return 0x1F3FB <= char && char <= 0x1F3FF }
func isRegionalIndicator(char rune) bool { return 0x1F1E6 <= char && char <= 0x1F1FF }

// reversePlainWord turns those around of the first eight bytes of text that are plain
// code points of one byte, ASCII but \r, or of two, U+0080 to U+02FF and U+0380 to
// U+047F: Latin, Greek and Cyrillic letters. It returns how many bytes these are.
func reversePlainWord(text []byte) int {
	const every = 0x0101010101010101 // times a byte: that byte in every place
	var word uint64
	if len(text) >= 8 {
		word = binary.LittleEndian.Uint64(text)
	} else {
		var padded [8]byte
		copy(padded[:], text)
		word = binary.LittleEndian.Uint64(padded[:])
	}
	// One bit for a byte, its highest. Sums stay within their byte, as the highest bits
	// of what is added are clear in one and, but for \r, in both.
	const top = 0x80 * every
	low := word &^ top
	lead := word & (word << 1) & top
	continuation := word & top &^ lead
	from := low + (0x80-0x42)*every                             // C2 and above
	above := low + (0x80-0x52)*every                            // D2 and above
	combining := ^((low^0x4C*every)&^every + 0x7E*every)        // CC and CD
	carriageReturn := ^((low ^ '\r'*every) + 0x7F*every | word) // 0D
	other := lead&^from | lead&above | lead&combining | carriageReturn&top |
		lead&^(continuation>>8) | continuation&^(lead<<8)
	size := 8
	if other != 0 { // seldom, so that the next word need not wait for what comes of this one
		size = bits.TrailingZeros64(other) / 8
		lead &= 1<<(8*size) - 1
	}
	if lead == 0 {
		return min(size, len(text))
	}
	lead = lead >> 7 * 0xFF // the whole bytes
	continuation = lead << 8
	word = word&^(lead|continuation) | word&lead<<8 | word&continuation>>8
	if len(text) >= 8 {
		binary.LittleEndian.PutUint64(text, word)
		return size
	}
	for i := range text {
		text[i] = byte(word >> (8 * i))
	}
	return min(size, len(text))
}

// isPlainLong tells whether text begins with a plain code point of three bytes.
func isPlainLong(text []byte) bool {
	return len(text) >= 3 && text[0]&0xF0 == 0xE0 && text[1]&0xC0 == 0x80 && text[2]&0xC0 == 0x80 &&
		isPlain(rune(text[0]&0x0F)<<12|rune(text[1]&0x3F)<<6|rune(text[2]&0x3F))
}

// isPlain knows, of the code points that take three bytes, punctuation, kana,
// ideographs, and the syllables of Hangul.
func isPlain(code rune) bool {
	return 0x3030 <= code && code <= 0xA66E && code != 0x3099 && code != 0x309A ||
		0xAC00 <= code && code <= 0xD7A3 ||
		0x3000 <= code && code <= 0x3029 ||
		0x2010 <= code && code <= 0x2027
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
