package main

import (
	"bytes"
	"slices"
	"testing"
)

// A record ends at its delimiter, or at the end of the text, and is ASCII unless it
// contains a byte above 127. Here such a byte may also follow the record, and all other
// bytes differ from the delimiter by one bit.
func TestRecordLength(t *testing.T) {
	for _, delimiter := range []byte{'\n', 0} {
		for size := range 41 {
			for end := range size + 1 {
				for high := range size + 1 {
					text := bytes.Repeat([]byte{delimiter ^ 1}, size)
					if end < size {
						text[end] = delimiter
					}
					if high < size && high != end {
						text[high] = 0x80 | delimiter
					}
					length, ascii := recordLength(text, delimiter)
					if wantASCII := high >= end; length != end || ascii != wantASCII {
						t.Fatalf("%q: %d, %v, want %d, %v", text, length, ascii, end, wantASCII)
					}
				}
			}
		}
	}
}

// Texts of every length from 0 to several words are reversed, and no byte next to a text
// changes.
func TestReverseBytes(t *testing.T) {
	for length := range 100 {
		text := make([]byte, length+2)
		for i := range text {
			text[i] = byte(i)
		}
		want := slices.Clone(text)
		slices.Reverse(want[1 : length+1])
		if reverseBytes(text[1 : length+1]); !bytes.Equal(text, want) {
			t.Errorf("%d bytes: %v, want %v", length, text, want)
		}
	}
}
