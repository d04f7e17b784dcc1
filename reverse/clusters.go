package main

import "slices"

//go:generate go run ./classtable

// A user-perceived character is an extended grapheme cluster. The rules of UAX #29 say
// between which code points there is no end of a character. A rule needs the class of the
// next code point, which is in the tables of classes.go, and what matters about the
// character so far: one of a few states. So a table of states and classes has all rules.
// doc/how-it-works.md has an example.

// state is what the rules need to know about the character so far.
type state = uint8

const (
	afterPlain state = iota // only a mark joins; also at the start of a text
	afterV                  // after a vowel of Hangul
	afterT                  // after a trailing consonant of Hangul
	afterControl
	afterCR
	afterPrepend
	afterL           // after a leading consonant of Hangul
	afterHalfFlag    // after one regional indicator
	afterEmoji       // after a pictograph and any number of Extend
	afterEmojiJoiner // after these and a ZERO WIDTH JOINER
	afterConsonant   // after a consonant and marks that are no linker
	afterLink        // after a consonant and marks, at least one of them a linker
	states
)

// lastSimple is the last of the states in which no ideograph or Hangul syllable joins.
const lastSimple = afterT

// begin returns the state after the first code point of a character.
func begin(first class) state {
	switch first {
	case cr:
		return afterCR
	case lf, control, invalid:
		return afterControl
	case prepend:
		return afterPrepend
	case hangulL:
		return afterL
	case hangulV, hangulLV:
		return afterV
	case hangulT, hangulLVT:
		return afterT
	case regional:
		return afterHalfFlag
	case pictograph:
		return afterEmoji
	case consonant:
		return afterConsonant
	}
	return afterPlain
}

// mark returns the state after a mark, which joins almost any character.
func mark(before state, next class) state {
	inConjunct := next == extend || next == linker || next == joiner
	switch {
	case before == afterEmoji && next == joiner:
		return afterEmojiJoiner
	case before == afterEmoji && next != spacingMark:
		return afterEmoji
	case before == afterConsonant && next == linker, before == afterLink && inConjunct:
		return afterLink
	case before == afterConsonant && inConjunct:
		return afterConsonant
	}
	return afterPlain
}

// apply applies the rules to a character in the state before and the next code point. It
// reports whether the next code point joins the character, and returns the state after
// it.
func apply(before state, next class) (after state, joins bool) {
	is := func(classes ...class) bool { return slices.Contains(classes, next) }
	switch {
	case before == afterCR && is(lf): // GB3
		return afterControl, true
	case before == afterCR, before == afterControl, is(cr, lf, control, invalid): // GB4, GB5
		return begin(next), false
	case before == afterL && is(hangulL, hangulV, hangulLV, hangulLVT): // GB6
		return begin(next), true
	case before == afterV && is(hangulV, hangulT): // GB7
		return begin(next), true
	case before == afterT && is(hangulT): // GB8
		return begin(next), true
	case is(extend, nonJoiner, linker, joiner, spacingMark): // GB9, GB9a
		return mark(before, next), true
	case before == afterPrepend: // GB9b
		return begin(next), true
	case before == afterLink && is(consonant): // GB9c
		return afterConsonant, true
	case before == afterEmojiJoiner && is(pictograph): // GB11
		return afterEmoji, true
	case before == afterHalfFlag && is(regional): // GB12, GB13
		return afterPlain, true
	}
	return begin(next), false // GB999
}

// begins is added to the next state if a new character begins.
const begins = 0x80

// steps has the result of apply for each state and class, at 32*state + class.
var steps = func() (table [16 * 32]uint8) {
	for before := range states {
		for next := range classes {
			after, joins := apply(before, next)
			if !joins {
				after |= begins
			}
			table[32*int(before)+int(next)] = after
		}
	}
	return table
}()

// The bytes of a code point in UTF-8 lead through the tables of classes.go. All but the
// last select a block, and the last one a class in this block. The functions below get
// these bytes as a little-endian word, and return the class and the number of bytes. A
// byte that does not begin a code point is invalid.

// shortBlock has the place in classOf for each first byte of one or two bytes: for ASCII,
// that of its class.
var shortBlock = func() (table [256]uint16) {
	for b := range table {
		table[b] = uint16(b)
		if b >= 0x80 {
			table[b] = uint16(blockOf[b&0x1F]) * 64
		}
	}
	return table
}()

// classifyShort reads one or two bytes. It does not branch between these, since the
// processor would mispredict that at most accented letters.
func classifyShort(word uint32) (class, uint) {
	first, isTwo := word&0xFF, word>>7&1
	second := word >> 8 & (0xFF * isTwo)
	if second&0xC0 != isTwo<<7 || first-0x80 < 0x42 { // not U+0080 to U+07FF
		return invalid, 1
	}
	return classOf[uint(shortBlock[first])+uint(second&0x3F)], uint(1 + isTwo)
}

// classifyThree reads three bytes. The table has the class invalid for surrogates.
func classifyThree(word uint32) (class, uint) {
	block := word&0xF<<6 | word>>8&0x3F
	found := classOf[uint(blockOf[block])*64+uint(word>>16&0x3F)]
	if word&0xC0C000 != 0x808000 || block < 0x800/64 || found == invalid {
		return invalid, 1
	}
	return found, 3
}

// classifyFour reads four bytes, which are U+10000 to U+10FFFF.
func classifyFour(word uint32) (class, uint) {
	plane := word&7<<2 | word>>12&3
	if word&0xC0C0C0F8 != 0x808080F0 || plane-1 >= 16 {
		return invalid, 1
	}
	block := uint(planeOf[plane])*1024 + uint(word>>8&0xF<<6|word>>16&0x3F)
	return classOf[uint(blockOf[block])*64+uint(word>>24&0x3F)], 4
}

// classify reads one to four bytes.
func classify(word uint32) (class, uint) {
	switch first := word & 0xFF; {
	case first < 0xE0:
		return classifyShort(word)
	case first < 0xF0:
		return classifyThree(word)
	}
	return classifyFour(word)
}
