package main

import (
	"iter"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// characters yields the characters of a record. The library finds those between bytes
// that are not UTF-8.
func characters(whole unit, record []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for valid := 0; len(record) > 0; {
			if valid == 0 {
				valid = validPrefix(record)
			}
			size := 1
			switch {
			case valid == 0 || whole == octet:
			case whole == codePoint:
				_, size = utf8.DecodeRune(record)
			default:
				size = len(graphemes.FromBytes(record[:valid]).First())
			}
			if !yield(record[:size]) {
				return
			}
			record, valid = record[size:], max(valid-size, 0)
		}
	}
}

// validPrefix returns the number of bytes at the start of text that are valid UTF-8.
func validPrefix(text []byte) (valid int) {
	for valid < len(text) {
		char, size := utf8.DecodeRune(text[valid:])
		if char == utf8.RuneError && size == 1 {
			break
		}
		valid += size
	}
	return valid
}
