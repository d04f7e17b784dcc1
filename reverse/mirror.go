package main

import (
	"encoding/binary"
	"math/bits"
)

// mirror reverses the order of the characters in a text. It goes through the source
// forwards, and builds the target from its end:
//
//	source       N  o  e  ◌̈  l
//	target    .  .  .  .  e  o  N
//	          .  .  .  e  ◌̈  o  N      the accent joins e
//	          .  .  l  e  ◌̈  o  N
//
// A branch that asks whether a character goes on would be mispredicted at most accents,
// and cost more than all else. So there is none: after each code point, the character so
// far is copied to its place in the target. If it goes on, the next copy covers this one.
// Each copy has the size of a window, whatever the size of the character. The bytes in
// front of the character land where later characters will go.
//
// Two kinds of text take a shortcut, because nothing in them joins: words of Latin, Greek
// or Cyrillic letters, and runs of ideographs, kana and Hangul syllables.
type mirror struct {
	source, target [window + blockSize]byte
}

const (
	window    = 16 // longer than almost any character
	blockSize = 4096
)

// reverse reverses the characters of text in place.
func (m *mirror) reverse(text []byte) {
	done := 0
	for done < len(text) {
		size := m.reverseBlock(text[done:])
		if size == len(text) {
			return
		}
		reverseBytes(text[done : done+size]) // now each is reversed, and all are in order
		done += size
	}
	reverseBytes(text)
}

// reverseBlock reverses the characters at the start of text that fit a block, and returns
// the number of their bytes.
func (m *mirror) reverseBlock(text []byte) int {
	size := m.load(text)
	start := m.fill(size)
	if size == uint(len(text)) {
		start = size // the last character is complete
	}
	if start == 0 { // a character longer than the block
		first, length := classify(word(text))
		more, _ := joining(text[length:], begin(first))
		return int(length + more)
	}
	copy(text, m.target[window+size-start:window+size])
	return int(start)
}

// load copies text into source, behind a window, and returns the number of bytes. If not
// all of text fits, it does not split a code point. Behind the text it puts bytes that
// are not UTF-8.
func (m *mirror) load(text []byte) uint {
	size := copy(m.source[window:window+blockSize-8], text)
	if size < len(text) {
		for range 3 {
			if text[size]&0xC0 == 0x80 {
				size--
			}
		}
	}
	binary.LittleEndian.PutUint64(m.source[window+size:], ^uint64(0))
	return uint(size)
}

// inBlock is a mask for indexes. It changes none, but saves the checks of the compiler.
const inBlock = blockSize - 1

// fill writes the characters of the first size bytes of source into the last size bytes
// of target, from the end. It returns the start of the last one, which may be incomplete.
func (m *mirror) fill(size uint) (start uint) {
	source, target := &m.source, &m.target
	before := afterPlain
	tryLetters := uint(0) // where to try letters again: soon, if there were some
	for next := uint(0); next < size; {
		word := binary.LittleEndian.Uint32(source[window+next&inBlock:][:4])
		switch first := word & 0xFF; {
		case first < 0xE0 && before == afterPlain && next >= tryLetters:
			if length := m.letters(next, size); length > 0 {
				next += length
				tryLetters = next + 3
				continue
			}
			tryLetters = next + 16
			if first >= 0xD2 { // Armenian, Hebrew, Arabic and others are not taken
				tryLetters = next + 64
			}
		case 0xE3 <= first && first <= 0xED && before <= lastSimple:
			if length, after := m.syllables(next, size); length > 0 {
				next, start, before = next+length, next+length-3, after
				continue
			}
		}
		found, length := classify(word)
		step := steps[32*int(before)+int(found)]
		if step&begins != 0 {
			start = next
		}
		before = step &^ begins
		next += length
		if next-start > window {
			more, after := joining(source[window+next:window+size], before)
			next, before = next+more, after
			copy(target[window+size-next:], source[window+start:window+next])
			continue
		}
		from, to := next&inBlock, (size-start)&inBlock
		*(*[window]byte)(target[to : to+window]) = *(*[window]byte)(source[from : from+window])
	}
	return start
}

// joining returns the number of bytes at the start of text that join a character in the
// state before, and the state after them.
func joining(text []byte, before state) (length uint, after state) {
	for length < uint(len(text)) {
		found, more := classify(word(text[length:]))
		step := steps[32*int(before)+int(found)]
		if step&begins != 0 {
			break
		}
		before = step
		length += more
	}
	return length, before
}

// word returns the first four bytes of text. If text has less, bytes follow that are not
// UTF-8.
func word(text []byte) uint32 {
	four := [4]byte{0xFF, 0xFF, 0xFF, 0xFF}
	copy(four[:], text)
	return binary.LittleEndian.Uint32(four[:])
}

// syllables is the shortcut for code points from U+3000 to U+DFFF of which none joins
// another: ideographs, kana, Hangul syllables. It writes those that begin at next, and
// returns the number of their bytes and the state after the last one.
func (m *mirror) syllables(next, size uint) (length uint, after state) {
	last := uint(other)
	for {
		word := binary.LittleEndian.Uint32(m.source[window+next&inBlock:][:4])
		if word&0xC0C0F0 != 0x8080E0 || word&0xF-3 > 10 {
			break
		}
		block := word&0xF<<6 | word>>8&0x3F
		found := classOf[uint(blockOf[block])*64+uint(word>>16&0x3F)]
		if 1<<(found&31)&(1<<other|1<<hangulLV|1<<hangulLVT) == 0 { // one branch, not three
			break
		}
		end := (size - next) & inBlock
		binary.LittleEndian.PutUint32(m.target[window+end-4:window+end], word<<8)
		next, length, last = next+3, length+3, uint(found)
	}
	return length, steps[32*uint(afterPlain)+last] - begins
}

// letters is the shortcut for letters of one or two bytes: code points that do not join
// another, U+0000 to U+02FF and U+0380 to U+047F except CR, and A to ~ with an accent. It
// writes those that begin at next, up to eight bytes at a time, and returns the number of
// their bytes. It leaves the last one to the caller, since a mark may follow.
func (m *mirror) letters(next, size uint) (length uint) {
	for {
		word := binary.LittleEndian.Uint64(m.source[window+next&inBlock:][:8])
		bad, accents := notLetters(word), uint64(0)
		count := 7 - uint(word&^(word<<1)>>63) // one letter less if it has two bytes
		if bad != 0 {
			accents = accentsIn(word)
			bad &^= accents
			good := uint(bits.TrailingZeros64(bad)) &^ 7 // bits before the first bad byte
			count = good/8 - last(word, accents, 64-good)
		}
		if count-1 >= 7 {
			return length // there is one letter at most
		}
		end := (size - next) & inBlock
		binary.LittleEndian.PutUint64(m.target[window+end-8:window+end], reverseLetters(word, accents))
		next, length = next+count, length+count
		if bad != 0 {
			return length
		}
	}
}

const (
	every = 0x0101010101010101 // times a byte: that byte eight times
	top   = 0x80 * every
)

// The functions below mark bytes in a word by their top bits. An addition sets the top
// bit of each byte that is large enough.

// notLetters marks each byte that is not part of a letter without an accent, or else the
// byte behind it.
func notLetters(word uint64) uint64 {
	leads := word << 1 & word & top         // first bytes of two
	return leads<<8 ^ word&^(word<<1)&top | // not followed by a second byte, or the reverse
		leads&^(word&(0x1E*every)+0x7E*every) | // 0xC0 and 0xC1 are not UTF-8
		leads&^((word^0x0C*every)&(0x1E*every)+0x7E*every) | // 0xCC and 0xCD begin accents
		leads&(word&^top+0x2E*every) | // 0xD2 and above
		top&^((word^'\r'*every)&^top+0x7F*every|word)
}

// accentsIn marks the first bytes, 0xCC, of accents (U+0300 to U+033F) that follow a byte
// from A to ~.
func accentsIn(word uint64) uint64 {
	before := word << 1 &^ (word&^top + every | word) & top << 8
	return before & word & (word << 1) &^ ((word^0x0C*every)&(0x3F*every) + 0x7F*every)
}

// last returns the number of bytes of the last letter in the low bits of word, from which
// unused bits are left out. It may be cut off.
func last(word, accents uint64, unused uint) uint {
	seconds := word &^ (word << 1) << unused
	accents <<= unused
	return 1 + uint(seconds>>63+accents>>63+accents>>55&1)
}

// reverseLetters reverses the order of the letters. In the word with its bytes reversed,
// a letter of two bytes needs them swapped, and one with an accent needs its first and
// its last byte swapped.
func reverseLetters(word, accents uint64) uint64 {
	firsts := (word << 1 & word & top &^ accents) >> 7 * 0xFF
	word = word&^(firsts|firsts<<8) | word&firsts<<8 | word>>8&firsts
	if accents != 0 {
		firsts = accents >> 15 * 0xFF
		word = word&^(firsts|firsts<<16) | word&firsts<<16 | word>>16&firsts
	}
	return bits.ReverseBytes64(word)
}
