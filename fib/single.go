package main

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// A number alone is computed by doubling its index, with two multiplications for each bit
// of the index. Beside the Fibonacci number F(k) stands the Lucas number
// L(k) = F(k-1) + F(k+1), which is about φᵏ.
//
//	F(2k) = F(k)·L(k)     F(k+1) = (F(k) + L(k)) / 2     L(k+1) = F(k+1) + 2·F(k)
//	L(2k) = L(k)² - 2 for an even k, L(k)² + 2 for an odd k
//
// Each number is decimal from the start: its limbs are its digits in base 10⁶, the least
// significant first. So nothing is converted at the end. Numbers are multiplied without
// carries, as polynomials: see transform.go. Then each limb carries into the next one.
const base = 1_000_000

// maxIndex is the largest n for which the products are known to be right. Before the
// carries, a limb of F(k)·L(k) or L(k)² is a sum of limbs(k) products of two limbs at
// most, and k is maxIndex/2 at most. It must be less than prime:
//
//	limbs(500,000,000) · 999,999² < 1.75·10¹⁹ < 1.84·10¹⁹ < prime
//
// A carry is less than 2⁶⁴/10⁶ < 1.9·10¹³. So such a limb and a carry fit into 64 bits.
const maxIndex = 1_000_000_000

// limbs returns a number of limbs that is enough for F(n), L(n) and L(n) + 2.
func limbs(n uint64) int { return int(digits10(n)/6) + 2 }

// digits10 returns the number of digits of φⁿ. Those of F(n) are the same or one less.
func digits10(n uint64) float64 { return float64(n) * math.Log10(math.Phi) }

// start returns text with fib(first) and, if the sequence is longer, fib(first+1), a line
// each, and the two numbers within it.
func start(first, last uint64) (text, lesser, greater []byte) {
	f, l := fibonacciAndLucas(first)
	text = append(appendDecimal(text, f), '\n')
	lesser = text[:len(text)-1]
	if first < last {
		halfSum(f, l)
		text = append(appendDecimal(text, f), '\n')
		greater = text[len(lesser)+1 : len(text)-1]
	}
	return text, lesser, greater
}

// fibonacciAndLucas returns F(n) and L(n), in two arrays that have been large enough from
// the start. Their last limbs may be 0.
func fibonacciAndLucas(n uint64) (f, l []uint64) {
	size := transformSize(limbs(n))
	r := newRoots(size)
	allF, allL := make([]uint64, size), make([]uint64, size)
	f, l = allF, allL
	l[0] = 2 // L(0), and F(0) is 0
	for i := bits.Len64(n) - 1; i >= 0; i-- {
		size := transformSize(limbs(n >> i))
		f, l = allF[:size], allL[:size]
		r.multiply(f, l)
		if k := n >> (i + 1); k%2 == 0 {
			// For an even k, L(k) modulo 4 is 2 or 3. So this limb, still a square
			// without carries, is 4 or more.
			l[0] -= 2
		} else {
			l[0] += 2
		}
		both(size, func() { carry(f) }, func() { carry(l) })
		if n>>i%2 == 1 {
			halfSum(f, l)
		}
	}
	return f, l
}

// halfSum makes F(k+1) and L(k+1) of F(k) and L(k). It halves from the first digit to the
// last, as on paper.
func halfSum(f, l []uint64) {
	remainder := uint64(0)
	for i := len(f) - 1; i >= 0; i-- {
		sum := remainder*base + f[i] + l[i]
		remainder = sum % 2
		f[i], l[i] = sum/2, sum/2+2*f[i]
	}
	carry(f)
	carry(l)
}

// carry makes each limb less than base.
func carry(number []uint64) {
	carried := uint64(0)
	for i, limb := range number {
		limb += carried
		carried = limb / base
		number[i] = limb % base
	}
}

// appendDecimal appends number to text, and leaves room for a newline.
func appendDecimal(text []byte, number []uint64) []byte {
	first := len(number) - 1
	for first > 0 && number[first] == 0 {
		first--
	}
	text = slices.Grow(text, 6*(first+1)+1)
	text = strconv.AppendUint(text, number[first], 10)
	for _, limb := range slices.Backward(number[:first]) {
		high, low := uint32(limb/1000), uint32(limb%1000)
		text = append(text,
			byte('0'+high/100), byte('0'+high/10%10), byte('0'+high%10),
			byte('0'+low/100), byte('0'+low/10%10), byte('0'+low%10))
	}
	return text
}
