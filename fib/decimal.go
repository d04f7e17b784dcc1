package main

import (
	"encoding/binary"
	"math/bits"
)

// add writes the sum of two decimal numbers to sum and returns the carry, 0 or 1,
// out of its first digit. The numbers are text, most significant digit first; b
// is as long as sum, a as long or shorter.
//
// Eight digits are added at once, as the big-endian word that they are. A digit
// is a byte from 0x30 to 0x39, so two digits and a carry sum to 0x60 + s with s
// from 0 to 19. A bias of 0x96 makes that 0xF6 + s, which leaves the byte just
// when s is 10 or more: the processor's own carry is the decimal carry, from
// digit to digit within the word and from word to word.
func add(sum, a, b []byte) (carry uint64) {
	const (
		ones  = 0x0101010101010101
		bias  = 0x96 * ones
		zeros = '0' * ones
	)
	for len(a) >= 8 {
		x := binary.BigEndian.Uint64(a[len(a)-8:])
		y := binary.BigEndian.Uint64(b[len(b)-8:])
		var word uint64
		word, carry = bits.Add64(x, y+bias, carry)
		// Where a digit carried, its byte is s-10, else 0xF6 + s: take 0xF6
		// from the latter, which its top bit tells.
		word = word - (word>>7&ones)*0xF6 + zeros
		binary.BigEndian.PutUint64(sum[len(sum)-8:], word)
		a, b, sum = a[:len(a)-8], b[:len(b)-8], sum[:len(sum)-8]
	}
	for i := len(b) - 1; i >= 0; i-- {
		digit := uint64(b[i]-'0') + carry
		if j := i - len(b) + len(a); j >= 0 {
			digit += uint64(a[j] - '0')
		}
		carry = 0
		if digit >= 10 {
			digit -= 10
			carry = 1
		}
		sum[i] = byte(digit) + '0'
	}
	return carry
}
