package main

import (
	"encoding/binary"
	"math/bits"
)

// add writes the sum of two decimal numbers to sum, and returns the carry out of its
// first digit, 0 or 1. The numbers are text, most significant digit first. b is as long
// as sum, and a is not longer.
//
// One addition adds eight digits, as a big-endian word: see "How fib adds in decimal"
// in doc/how-it-works.md. Two digits and a carry sum to 0x60 + s. The bias makes that
// 0xF6 + s, which carries into the next byte exactly when s is 10 or more.
func add(sum, a, b []byte) (carry uint64) {
	const bias = 0x96 * ones
	for len(a) >= 32 { // four words at once: the carry stays in the processor's flag
		x, y, z := a[len(a)-32:], b[len(b)-32:], sum[len(sum)-32:]
		var first, second, third, last uint64
		last, carry = bits.Add64(binary.BigEndian.Uint64(x[24:]), binary.BigEndian.Uint64(y[24:])+bias, carry)
		third, carry = bits.Add64(binary.BigEndian.Uint64(x[16:]), binary.BigEndian.Uint64(y[16:])+bias, carry)
		second, carry = bits.Add64(binary.BigEndian.Uint64(x[8:]), binary.BigEndian.Uint64(y[8:])+bias, carry)
		first, carry = bits.Add64(binary.BigEndian.Uint64(x), binary.BigEndian.Uint64(y)+bias, carry)
		binary.BigEndian.PutUint64(z[24:], digits(last))
		binary.BigEndian.PutUint64(z[16:], digits(third))
		binary.BigEndian.PutUint64(z[8:], digits(second))
		binary.BigEndian.PutUint64(z, digits(first))
		a, b, sum = a[:len(a)-32], b[:len(b)-32], sum[:len(sum)-32]
	}
	for len(a) >= 8 {
		var word uint64
		word, carry = bits.Add64(binary.BigEndian.Uint64(a[len(a)-8:]), binary.BigEndian.Uint64(b[len(b)-8:])+bias, carry)
		binary.BigEndian.PutUint64(sum[len(sum)-8:], digits(word))
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

const ones = 0x0101010101010101

// digits turns the bytes of a sum into digits. A byte that carried is s - 10. Any other
// is 0xF6 + s, with its top bit set, so 0xF6 is subtracted from it.
func digits(sum uint64) uint64 { return sum - (sum>>7&ones)*0xF6 + '0'*ones }
