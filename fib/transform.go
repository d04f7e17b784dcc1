package main

import (
	"math/bits"
	"sync"
)

// Polynomials are multiplied modulo a prime, as in "One number alone" in
// doc/how-it-works.md. The product modulo xⁿ - 1 is the product itself if it has at most
// n coefficients, and if each is less than the prime.
//
// With n = 2m, a polynomial modulo xⁿ - r² is split into two of half the length, its
// remainders modulo xᵐ - r and xᵐ + r. These are split again, until each is one number.
// Such numbers are multiplied one by one, and the products are joined in the opposite
// order.
//
// The prime is 2⁶⁴ - 2³² + 1. prime - 1 is a multiple of 2³², so there are enough roots.
// And 2⁶⁴ = 2³² - 1 and 2⁹⁶ = -1 modulo prime, so no remainder needs a division.
const prime = 1<<64 - 1<<32 + 1

// subMod returns a - b modulo prime, for a < prime and b ≤ prime.
func subMod(a, b uint64) uint64 {
	difference, borrow := bits.Sub64(a, b, 0)
	return difference - (1<<32-1)&-borrow // the borrow added 2⁶⁴, 2³² - 1 more than prime
}

// addMod returns a + b modulo prime, for a < prime and b < prime.
func addMod(a, b uint64) uint64 { return subMod(a, prime-b) }

// mulMod returns a · b modulo prime, for any a and b. The product is low + m·2⁶⁴ + h·2⁹⁶,
// with m and h of 32 bits: low - h + m·(2³² - 1). low - h may be prime or more, but less
// than 2⁶⁴, and m·(2³² - 1) ≤ prime - 2³². So their sum is less than 2·prime, and addMod
// returns the right result here, too.
func mulMod(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return addMod(subMod(low, high>>32), high&(1<<32-1)*(1<<32-1))
}

func powMod(x, n uint64) uint64 {
	power := uint64(1)
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			power = mulMod(power, x)
		}
		x = mulMod(x, x)
	}
	return power
}

// roots are the r of all splits: r[0] = 1 for xⁿ - 1. The halves of a polynomial modulo
// xⁿ - r[k]² are modulo xᵐ - r[k], with r[2k] = √r[k], and modulo xᵐ + r[k], with
// r[2k+1] = √-r[k].
type roots []uint64

// newRoots returns the roots for transforms of up to size numbers. The powers of 7 are
// all numbers modulo prime but 0, so r[h] = 7^((prime-1)/4h) is a root of 1 of order 4h.
// If h is a power of two, it is √r[h/2].
func newRoots(size int) roots {
	r := make(roots, powerOfTwo(size)/2)
	r[0] = 1
	for h := 1; h < len(r); h *= 2 {
		root := powMod(7, (prime-1)/4/uint64(h))
		for k := range h {
			r[h+k] = mulMod(r[k], root)
		}
	}
	return r
}

// minusInverse returns -1/r[k]. From r[h] to r[2h-1] are the odd powers of r[h] below 2h.
// Those of r[h+j] and r[2h-1-j] have the sum 2h, so the product of the two is -1.
func (r roots) minusInverse(k int) uint64 {
	if k == 0 {
		return prime - 1
	}
	h := powerOfTwo(k+1) / 2
	return r[3*h-1-k]
}

// powerOfTwo returns the smallest power of two that is not less than n.
func powerOfTwo(n int) int { return 1 << bits.Len(uint(n-1)) }

// transformSize returns the length of a transform for that many coefficients: a power of
// two, or three quarters of one.
func transformSize(coefficients int) int {
	size := max(8, powerOfTwo(coefficients))
	if size/4*3 >= coefficients {
		return size / 4 * 3
	}
	return size
}

// multiply replaces a by a·b and b by b². Both have the same transformSize.
func (r roots) multiply(a, b []uint64) {
	size, half := len(a), len(a)/2
	both(size, func() { r.transform(a) }, func() { r.transform(b) })
	both(size,
		func() { multiplyEach(a[:half], b[:half], size) },
		func() { multiplyEach(a[half:], b[half:], size) })
	both(size, func() { r.back(a) }, func() { r.back(b) })
}

// multiplyEach multiplies pairs of numbers. It also divides by the factor of back,
// powerOfTwo(size): 1/2ʲ = -(prime-1)/2ʲ.
func multiplyEach(a, b []uint64, size int) {
	inverse := prime - (prime-1)/uint64(powerOfTwo(size))
	for i, factor := range b {
		scaled := mulMod(factor, inverse)
		a[i], b[i] = mulMod(a[i], scaled), mulMod(factor, scaled)
	}
}

// both runs two functions, at the same time if their work is worth a goroutine.
func both(size int, first, second func()) {
	if size < 4096 {
		first()
		second()
		return
	}
	var group sync.WaitGroup
	group.Go(first)
	second()
	group.Wait()
}

// transform splits x until numbers remain. Of x^4m - 1, a product with up to 3m
// coefficients needs only the three quarters x^2m - 1 and x^m - i, where i = √-1. So of
// a + b·x^m + c·x^2m it makes (a + c) + b·x^m, and a - c + b·i.
func (r roots) transform(x []uint64) {
	if len(x)%3 != 0 {
		r.split(x, 0)
		return
	}
	m := len(x) / 3
	low, middle, high := x[:m], x[m:][:m], x[2*m:][:m]
	for j, b := range middle {
		a, c := low[j], high[j]
		low[j], high[j] = addMod(a, c), addMod(subMod(a, c), mulMod(b, r[1]))
	}
	r.split(x[:2*m], 0)
	r.split(high, 2)
}

// back undoes transform, and multiplies by powerOfTwo(len(x)).
func (r roots) back(x []uint64) {
	if len(x)%3 != 0 {
		r.join(x, 0)
		return
	}
	m := len(x) / 3
	low, middle, high := x[:m], x[m:][:m], x[2*m:][:m]
	r.join(x[:2*m], 0) // times 2m
	r.join(high, 2)    // times m
	for j, b := range middle {
		sum, c := low[j], high[j]
		difference := subMod(addMod(c, c), mulMod(b, r[1]))
		low[j], high[j] = addMod(sum, difference), subMod(sum, difference)
		middle[j] = addMod(b, b)
	}
}

// split splits x, a polynomial modulo xⁿ - r[k]², into n numbers. For each a of the first
// half and b of the second, the first becomes a + b·r[k], and the second a - b·r[k].
// When one part has been split to the end, the other part follows: so a part that fits
// into a cache of the processor stays there.
func (r roots) split(x []uint64, k int) {
	m, root := len(x)/2, r[k]
	if m == 1 {
		b := mulMod(x[1], root)
		x[0], x[1] = addMod(x[0], b), subMod(x[0], b)
		return
	}
	first, second := x[:m], x[m:][:m]
	for j, a := range first {
		b := mulMod(second[j], root)
		first[j], second[j] = addMod(a, b), subMod(a, b)
	}
	r.split(first, 2*k)
	r.split(second, 2*k+1)
}

// join undoes split, and multiplies by len(x): the sum is 2a, and the difference is 2b
// times the root. d - c instead of c - d makes up for the minus in minusInverse.
func (r roots) join(x []uint64, k int) {
	m, root := len(x)/2, r.minusInverse(k)
	if m == 1 {
		x[0], x[1] = addMod(x[0], x[1]), mulMod(subMod(x[1], x[0]), root)
		return
	}
	first, second := x[:m], x[m:][:m]
	r.join(first, 2*k)
	r.join(second, 2*k+1)
	for j, c := range first {
		d := second[j]
		first[j], second[j] = addMod(c, d), mulMod(subMod(d, c), root)
	}
}
