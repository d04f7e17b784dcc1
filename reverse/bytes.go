package main

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// recordLength returns the length of the first record in text, without its delimiter, and
// reports whether the record is ASCII. If text has no delimiter, all of it is the record.
func recordLength(text []byte, delimiter byte) (length int, ascii bool) {
	const every = 0x0101010101010101 // times a byte: that byte eight times
	const top = 0x80 * every
	delimiters := uint64(delimiter) * every
	seen := uint64(0) // every bit that is set in a byte so far
	for ; length+8 <= len(text); length += 8 {
		word := binary.LittleEndian.Uint64(text[length : length+8])
		// Subtracting 1 from a zero byte sets its top bit. The borrow can falsely mark
		// bytes above that one, but none below it, so the lowest mark is right.
		differs := word ^ delimiters
		if found := (differs - every) &^ differs & top; found != 0 {
			before := bits.TrailingZeros64(found) &^ 7 // bits before the delimiter
			return length + before/8, (seen|word&(1<<before-1))&top == 0
		}
		seen |= word
	}
	for _, b := range text[length:] {
		if b == delimiter {
			break
		}
		seen |= uint64(b)
		length++
	}
	return length, seen&top == 0
}

// reverseBytes swaps words from both ends, and reverses the bytes of each word. The last
// two or three words may overlap. They are all read before any is written, and their
// results agree where they overlap.
func reverseBytes(text []byte) {
	for len(text) >= 24 {
		front, back := text[:8], text[len(text)-8:]
		first, last := binary.NativeEndian.Uint64(front), binary.NativeEndian.Uint64(back)
		binary.NativeEndian.PutUint64(front, bits.ReverseBytes64(last))
		binary.NativeEndian.PutUint64(back, bits.ReverseBytes64(first))
		text = text[8 : len(text)-8]
	}
	if len(text) < 8 {
		slices.Reverse(text)
		return
	}
	front, back := text[:8], text[len(text)-8:]
	first, last := binary.NativeEndian.Uint64(front), binary.NativeEndian.Uint64(back)
	if len(text) > 16 {
		begin := (len(text) - 8) / 2
		middle := binary.NativeEndian.Uint64(text[begin:])
		binary.NativeEndian.PutUint64(text[len(text)-8-begin:], bits.ReverseBytes64(middle))
	}
	binary.NativeEndian.PutUint64(front, bits.ReverseBytes64(last))
	binary.NativeEndian.PutUint64(back, bits.ReverseBytes64(first))
}
