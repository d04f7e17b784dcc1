package main

import (
	"bytes"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
)

// sum adds two numbers with add. The first must not be longer than the second.
func sum(a, b string) string {
	digits := make([]byte, len(b))
	if add(digits, []byte(a), []byte(b)) == 1 {
		return "1" + string(digits)
	}
	return string(digits)
}

func FuzzAddAgainstBig(f *testing.F) {
	f.Add([]byte{}, []byte{0})
	f.Add([]byte{9, 9, 9, 9, 9, 9, 9, 9}, []byte{9, 9, 9, 9, 9, 9, 9, 9})
	f.Add([]byte{1}, bytes.Repeat([]byte{9}, 100))
	f.Add([]byte{5, 0, 0, 0, 0, 0, 0, 0, 0}, []byte{4, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(b) == 0 {
			return
		}
		if len(a) > len(b) {
			a, b = b, a
		}
		x, y := decimal(a), decimal(b)
		p, _ := new(big.Int).SetString("0"+x, 10)
		q, _ := new(big.Int).SetString("0"+y, 10)
		want := p.Add(p, q).Text(10)
		want = strings.Repeat("0", max(0, len(y)-len(want))) + want
		if got := sum(x, y); got != want {
			t.Errorf("%s + %s = %s, want %s", x, y, got, want)
		}
	})
}

func decimal(digits []byte) string {
	text := make([]byte, len(digits))
	for i, digit := range digits {
		text[i] = '0' + digit%10
	}
	return string(text)
}

// bigSequence returns the output that printSequence must print, computed by math/big.
func bigSequence(first, last int) string {
	var lines bytes.Buffer
	a, b := big.NewInt(0), big.NewInt(1)
	for n := 0; n <= last; n++ {
		if n >= first {
			fmt.Fprintln(&lines, a)
		}
		a, b = b, a.Add(a, b)
	}
	return lines.String()
}

func TestSequenceAgainstBig(t *testing.T) {
	for _, bounds := range [][2]int{
		{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 2}, {0, 5000}, {4000, 5000},
		{29_990, 30_000},   // several numbers fit into a buffer
		{400_000, 400_020}, // numbers longer than the first buffer
	} {
		var printed bytes.Buffer
		if err := printSequence(&printed, uint64(bounds[0]), uint64(bounds[1])); err != nil {
			t.Fatal(err)
		}
		if printed.String() != bigSequence(bounds[0], bounds[1]) {
			t.Errorf("fib(%d) to fib(%d) differ from math/big's", bounds[0], bounds[1])
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	x := bytes.Repeat([]byte("1234567890"), 1000)
	digits := make([]byte, len(x))
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		add(digits, x, x)
	}
}

func BenchmarkPrintSequence(b *testing.B) {
	const last = 10_000
	b.SetBytes(int64(len(bigSequence(0, last))))
	for b.Loop() {
		if err := printSequence(io.Discard, 0, last); err != nil {
			b.Fatal(err)
		}
	}
}
