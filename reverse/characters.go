package main

import (
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
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

// reverseCharacters reverses the bytes within each character of text. A byte that is not
// UTF-8 is a character of its own, even if a combining accent follows.
func (u unit) reverseCharacters(text []byte) {
	if u == octet {
		return
	}
	valid := 0 // the number of first bytes of text that are known to be UTF-8
	for {
		if u == grapheme {
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
		case u == grapheme:
			// No rule looks back across the end of a character, so SplitFunc does not
			// need the text before this character.
			size, _, _ = graphemes.SplitFunc(text[:valid], true)
		default:
			_, size = utf8.DecodeRune(text)
		}
		reverseBytes(text[:size])
		text, valid = text[size:], valid-size
	}
}

// reversePlain reverses the graphemes at the start of text that it recognizes without the
// library, and returns the number of their bytes. It recognizes emoji, and plain code
// points: two of these never form one grapheme (UAX #29, GB999).
func reversePlain(text []byte) int {
	done, ended := 0, 0 // ended is the end of the last emoji, which nothing can extend
	for done < len(text) {
		rest := text[done:]
		size := 0
		switch {
		case rest[0] < 0xE0:
			size = reversePlainShort(rest)
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
	// The next code point may extend the last character (GB9). So that character is
	// restored, and left to the library. Since it is reversed, its lead byte is the last.
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

// emojiLength returns the length of the emoji at the start of text: a symbol with its
// variations, several joined symbols (UAX #29, GB11), or a flag (GB12). It returns 0 if
// there is no emoji, or if the next code point may extend it.
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
			return length // GB999, GB5, or not UTF-8
		default:
			return 0
		}
	}
}

// isPictograph reports whether char is in one of the larger ranges of four-byte code
// points with the property Extended_Pictographic.
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

// byteRole is the role of a byte in plain code points of one or two bytes. These are
// U+0000 to U+02FF and U+0380 to U+047F, except \r, which a \n extends (UAX #29, GB3).
type byteRole uint8

const (
	oneByte byteRole = iota
	firstOfTwo
	secondOfTwo
	notShort
)

var roles = func() (table [256]byteRole) {
	for b := range table {
		switch {
		case b < utf8.RuneSelf && b != '\r':
			table[b] = oneByte
		case 0xC2 <= b && b <= 0xCB, 0xCE <= b && b <= 0xD1: // Latin; Greek and Cyrillic
			table[b] = firstOfTwo
		case b&0xC0 == 0x80:
			table[b] = secondOfTwo
		default:
			table[b] = notShort
		}
	}
	return table
}()

// reversePlainShort reverses the plain code points of one or two bytes at the start of
// text, and returns the number of their bytes. The text must not be empty.
func reversePlainShort(text []byte) int {
	last, lastRole := uint(text[0]), roles[text[0]]
	if lastRole == secondOfTwo || lastRole == notShort {
		return 0
	}
	length := 1
	for ; length < len(text); length++ {
		role := roles[text[length]]
		if role == notShort || (role == secondOfTwo) != (lastRole == firstOfTwo) {
			break
		}
		// The processor would mispredict a branch at most accented letters. The compiler
		// makes conditional moves of this if, but only for values wider than a byte.
		before, after := last, uint(text[length])
		if role == secondOfTwo {
			before, after = after, before
		}
		text[length-1], text[length] = byte(before), byte(after)
		last, lastRole = after, role
	}
	if lastRole == firstOfTwo {
		length--
	}
	return length
}

// isPlainLong reports whether text begins with a plain code point of three bytes.
func isPlainLong(text []byte) bool {
	return len(text) >= 3 && text[0]&0xF0 == 0xE0 && text[1]&0xC0 == 0x80 && text[2]&0xC0 == 0x80 &&
		isPlain(rune(text[0]&0x0F)<<12|rune(text[1]&0x3F)<<6|rune(text[2]&0x3F))
}

// isPlain reports whether char is a plain code point of three bytes: punctuation, kana,
// an ideograph or a Hangul syllable.
func isPlain(char rune) bool {
	return 0x3030 <= char && char <= 0xA66E && char != 0x3099 && char != 0x309A ||
		0xAC00 <= char && char <= 0xD7A3 ||
		0x3000 <= char && char <= 0x3029 ||
		0x2010 <= char && char <= 0x2027
}

// validPrefix returns the number of bytes at the start of text that are valid UTF-8.
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
