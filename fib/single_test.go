package main

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// single returns fib(n) and fib(n+1) as start computes them.
func single(n uint64) (number, next string) {
	text, lesser, greater := start(n, n+1)
	if lines := fmt.Sprintf("%s\n%s\n", lesser, greater); lines != string(text) {
		return "not the same as", "the text"
	}
	return string(lesser), string(greater)
}

func TestSingleAgainstBig(t *testing.T) {
	a, b := big.NewInt(0), big.NewInt(1)
	for n := range uint64(3000) {
		number, next := single(n)
		if number != a.String() || next != b.String() {
			t.Fatalf("fib(%d), fib(%d) = %s, %s, want %s, %s", n, n+1, number, next, a, b)
		}
		a, b = b, a.Add(a, b)
	}
}

// TestLucas checks L(n) = 2·F(n+1) - F(n), and that each limb is less than base, as the
// proof at maxIndex supposes.
func TestLucas(t *testing.T) {
	for n := uint64(0); n < 30_000; n += 1 + n/20 {
		f, l := fibonacciAndLucas(n)
		if slices.Max(f) >= base || slices.Max(l) >= base {
			t.Errorf("fib(%d) has a limb that is too large", n)
		}
		want, next := bigFibonacci(n)
		want.Sub(next.Lsh(next, 1), want)
		if got := string(appendDecimal(nil, l)); got != want.String() {
			t.Errorf("L(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestRandomSingleAgainstBig(t *testing.T) {
	for range 20 {
		n := rand.Uint64N(1 << (10 + rand.IntN(9)))
		want, wantNext := bigFibonacci(n)
		number, next := single(n)
		if number != want.String() || next != wantNext.String() {
			t.Errorf("fib(%d) or fib(%d) differs from math/big's", n, n+1)
		}
	}
}

// bigFibonacci returns fib(n) and fib(n+1) by other formulas than start:
//
//	fib(2k)   = fib(k) * (2*fib(k+1) - fib(k))
//	fib(2k+1) = fib(k)² + fib(k+1)²
func bigFibonacci(n uint64) (a, b *big.Int) {
	a, b = big.NewInt(0), big.NewInt(1)
	for i := bits.Len64(n) - 1; i >= 0; i-- {
		even := new(big.Int).Lsh(b, 1)
		even.Sub(even, a).Mul(even, a)
		a.Mul(a, a)
		b.Mul(b, b)
		a, b = even, b.Add(a, b)
		if n>>i&1 == 1 {
			a, b = b, a.Add(a, b)
		}
	}
	return a, b
}

// TestLargeSingle compares large numbers modulo a prime, which takes all digits into
// account. It also checks known digits.
func TestLargeSingle(t *testing.T) {
	for _, number := range []struct {
		n           uint64
		first, last string
	}{
		{n: 1_000_000, first: "19532821287077577316", last: "68996526838242546875"},
		{n: 10_000_000, first: "11298343782253997603", last: "86998673686380546875"},
		{n: 999_983}, // odd, with many bits
		{n: widest(1 << 15)},
		{n: widest(1<<15) + 1},
		{n: widest(3 << 14)},
		{n: widest(3<<14) + 1},
	} {
		text, digits, _ := start(number.n, number.n)
		if len(text) != len(digits)+1 {
			t.Errorf("fib(%d): %d bytes for %d digits and a newline", number.n, len(text), len(digits))
		}
		if !bytes.HasPrefix(digits, []byte(number.first)) || !bytes.HasSuffix(digits, []byte(number.last)) {
			t.Errorf("fib(%d) = %.20s…%s, want %s…%s", number.n, digits, digits[len(digits)-20:], number.first, number.last)
		}
		const modulus = 1_000_000_000_000_000_003 // a prime
		remainder := uint64(0)
		for _, digit := range digits {
			remainder = (remainder*10%modulus + uint64(digit-'0')) % modulus
		}
		if want := fibonacciModulo(number.n, modulus); remainder != want {
			t.Errorf("fib(%d) modulo 10¹⁸+3 is %d, want %d", number.n, remainder, want)
		}
	}
}

// widest returns the largest index whose number is computed with this transformSize.
func widest(size int) uint64 {
	n := uint64(float64(size-2) * 6 / math.Log10(math.Phi))
	for ; transformSize(limbs(n)) > size; n-- {
	}
	for ; transformSize(limbs(n+1)) <= size; n++ {
	}
	return n
}

// fibonacciModulo returns fib(n) modulo m: (fib(n+1), fib(n)) is the first column of the
// n-th power of the matrix ((1, 1), (1, 0)).
func fibonacciModulo(n uint64, m int64) uint64 {
	modulus := big.NewInt(m)
	type matrix [2][2]*big.Int
	times := func(a, b matrix) (product matrix) {
		for i := range 2 {
			for j := range 2 {
				sum := new(big.Int).Mul(a[i][0], b[0][j])
				sum.Add(sum, new(big.Int).Mul(a[i][1], b[1][j]))
				product[i][j] = sum.Mod(sum, modulus)
			}
		}
		return product
	}
	zero, one := big.NewInt(0), big.NewInt(1)
	power, square := matrix{{one, zero}, {zero, one}}, matrix{{one, one}, {one, zero}}
	for ; n > 0; n /= 2 {
		if n%2 == 1 {
			power = times(power, square)
		}
		square = times(square, square)
	}
	return power[1][0].Uint64()
}

// TestBound checks the proof at maxIndex, which no test has the time to compute.
func TestBound(t *testing.T) {
	high, largest := bits.Mul64(uint64(limbs(maxIndex/2)), (base-1)*(base-1))
	if high > 0 || largest >= prime {
		t.Errorf("%d limbs of 999999 overflow the prime", limbs(maxIndex/2))
	}
	if _, overflow := bits.Add64(largest, math.MaxUint64/base, 0); overflow != 0 {
		t.Error("a limb and a carry overflow 64 bits")
	}
	err := printSequence(nil, maxIndex+1, math.MaxInt64)
	if err == nil || !strings.Contains(err.Error(), "fib(1000000001) has some 2e+08 digits, too many") {
		t.Errorf("fib(%d): %v", maxIndex+1, err)
	}
}

// TestMemory adds up what start allocates, also where the transform has just become
// larger.
func TestMemory(t *testing.T) {
	for _, n := range []uint64{1_000_000, widest(1<<16) + 1, widest(3<<15) + 1} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, digits, _ := start(n, n)
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		if allocated >= 10*uint64(len(digits)) || allocated > startingMemory*n {
			t.Errorf("fib(%d) takes %d bytes for %d digits", n, allocated, len(digits))
		}
	}
}

func BenchmarkSingle(b *testing.B) {
	for b.Loop() {
		start(1_000_000, 1_000_000)
	}
}
