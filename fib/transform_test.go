package main

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

var bigPrime = new(big.Int).SetUint64(prime)

func FuzzModularAgainstBig(f *testing.F) {
	edges := []uint64{0, 1, 2, 1<<32 - 1, 1 << 32, 1<<32 + 1, prime / 2, prime - 1<<32, prime - 2, prime - 1}
	for _, a := range edges {
		for _, b := range edges {
			f.Add(a, b)
		}
	}
	f.Add(uint64(1<<64-1), uint64(1<<64-1))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		check := func(name string, got uint64, want *big.Int) {
			if want.Mod(want, bigPrime); !want.IsUint64() || got != want.Uint64() {
				t.Errorf("%s(%d, %d) = %d, want %d", name, a, b, got, want)
			}
		}
		x, y := new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)
		check("mulMod", mulMod(a, b), new(big.Int).Mul(x, y))
		a, b = a%prime, b%prime
		x.SetUint64(a)
		y.SetUint64(b)
		check("addMod", addMod(a, b), new(big.Int).Add(x, y))
		check("subMod", subMod(a, b), new(big.Int).Sub(x, y))
	})
}

func TestRoots(t *testing.T) {
	const size = 1 << 12
	r := newRoots(size)
	for k := range r {
		square := uint64(1)
		if k > 0 {
			square = r[k/2]
			if k%2 == 1 {
				square = subMod(0, square)
			}
		}
		if mulMod(r[k], r[k]) != square {
			t.Errorf("r[%d]² is not %d", k, square)
		}
		if mulMod(r[k], r.minusInverse(k)) != prime-1 {
			t.Errorf("minusInverse(%d) is wrong", k)
		}
	}
}

// checkMultiply compares the product of two lists of limbs, and the square of the second,
// with the sums of the products of their limbs.
func checkMultiply(t *testing.T, a, b []uint64) {
	size := transformSize(max(len(a)+len(b)-1, 2*len(b)-1))
	want, square := make([]uint64, size), make([]uint64, size)
	for i, y := range b {
		for j, x := range a {
			want[i+j] += x * y
		}
		for j, x := range b {
			square[i+j] += x * y
		}
	}
	product, factor := make([]uint64, size), make([]uint64, size)
	copy(product, a)
	copy(factor, b)
	newRoots(2*size).multiply(product, factor) // the roots of a larger transform serve, too
	if !slices.Equal(product, want) || !slices.Equal(factor, square) {
		t.Errorf("%d limbs by %d, transform of %d: wrong product", len(a), len(b), size)
	}
}

func TestMultiply(t *testing.T) {
	for count := 1; count <= 600; count = count*9/8 + 1 {
		for _, largest := range []uint64{0, 1, base - 1} {
			checkMultiply(t, slices.Repeat([]uint64{largest}, count), slices.Repeat([]uint64{largest}, count))
		}
	}
	for range 200 {
		a, b := make([]uint64, 1+rand.IntN(300)), make([]uint64, 1+rand.IntN(300))
		for i := range a {
			a[i] = rand.Uint64N(base)
		}
		for i := range b {
			b[i] = rand.Uint64N(base)
		}
		checkMultiply(t, a, b)
	}
	// A sum just below the prime, as with maxIndex: 18 · 10¹⁸.
	checkMultiply(t, slices.Repeat([]uint64{1e9}, 18), slices.Repeat([]uint64{1e9}, 18))
}

// TestMultiplyLong multiplies numbers of limbs 999999 with goroutines. The limb i of the
// product is the sum of min(i+1, 2n-1-i) products.
func TestMultiplyLong(t *testing.T) {
	for _, n := range []int{4096, 6144, 100_000} {
		size := transformSize(2*n - 1)
		a := slices.Concat(slices.Repeat([]uint64{base - 1}, n), make([]uint64, size-n))
		b := slices.Clone(a)
		newRoots(size).multiply(a, b)
		for i := range a {
			want := uint64(max(0, min(i+1, 2*n-1-i))) * (base - 1) * (base - 1)
			if a[i] != want || b[i] != want {
				t.Fatalf("%d limbs: limb %d is %d and %d, want %d", n, i, a[i], b[i], want)
			}
		}
	}
}

func FuzzMultiply(f *testing.F) {
	f.Add([]byte{0xff, 0xff, 0xff}, []byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, x, y []byte) {
		a, b := fuzzLimbs(x), fuzzLimbs(y)
		if len(a)*len(b) < 1_000_000 && len(b) < 1000 {
			checkMultiply(t, a, b)
		}
	})
}

// fuzzLimbs makes a limb of every three bytes.
func fuzzLimbs(data []byte) []uint64 {
	limbs := []uint64{0}
	for three := range slices.Chunk(data, 3) {
		limbs = append(limbs, uint64(binary.LittleEndian.Uint32(append(slices.Clone(three), 0, 0, 0)))%base)
	}
	return limbs
}

// TestWorkedProduct computes the product that doc/how-it-works.md shows.
func TestWorkedProduct(t *testing.T) {
	page, err := os.ReadFile("../doc/how-it-works.md")
	if err != nil {
		t.Fatal(err)
	}
	r := newRoots(4)
	i := r[1]
	split := func(limbs ...uint64) []uint64 {
		r.split(limbs, 0)
		return limbs
	}
	complexMod := func(re, im uint64) uint64 { return addMod(re, mulMod(im, i)) }
	for _, row := range []struct {
		line string
		got  []uint64
		want []uint64
	}{
		{"  F(12) = 1 44        44, 1              45      43    44 + i        44 - i",
			split(44, 1, 0, 0), []uint64{45, 43, complexMod(44, 1), subMod(44, i)}},
		{"  L(12) = 3 22        22, 3              25      19    22 + 3i       22 - 3i",
			split(22, 3, 0, 0), []uint64{25, 19, complexMod(22, 3), subMod(22, mulMod(3, i))}},
		{"  product             968, 154, 3      1125     817    965 + 154i    965 - 154i",
			split(968, 154, 3, 0), []uint64{1125, 817, complexMod(965, 154), subMod(965, mulMod(154, i))}},
	} {
		if !strings.Contains(string(page), "\n"+row.line+"\n") {
			t.Errorf("the page lacks %q", row.line)
		}
		if !slices.Equal(row.got, row.want) {
			t.Errorf("%q: %d, want %d", row.line, row.got, row.want)
		}
	}
	product, other := []uint64{44, 1, 0, 0}, []uint64{22, 3, 0, 0}
	r.multiply(product, other)
	if got := fmt.Sprint(product); got != "[968 154 3 0]" {
		t.Errorf("product %s", got)
	}
}
