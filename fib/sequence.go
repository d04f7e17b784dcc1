package main

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"math/bits"

	"ipctools/internal/cli"
)

// printSequence writes fib(first) to fib(last), one decimal number per line.
//
// No number is converted or copied: add writes each sum as text into the output buffer,
// after the two numbers that it adds. There are two buffers, because the first sums in
// one read the last numbers in the other. Memory grows with the length of the numbers,
// not with their count.
func printSequence(output io.Writer, first, last uint64) error {
	if first > memory()/startingMemory {
		return fmt.Errorf("fib(%d) has some %.0e digits, too many for this machine's memory",
			first, float64(first)*math.Log10(math.Phi))
	}
	lesser, greater := start(first, last)
	var buffer, other []byte
	buffer = append(append(buffer, lesser...), '\n')
	if first < last {
		buffer = append(append(buffer, greater...), '\n')
	}
	for n := first + 2; n <= last; n++ {
		need := len(greater) + 2 // for one more digit, and the newline
		if cap(buffer)-len(buffer) < need {
			if _, err := output.Write(buffer); err != nil {
				return cli.OutputError(err)
			}
			buffer, other = other[:0], buffer
			if cap(buffer) < numbersPerBuffer*need {
				buffer = make([]byte, 0, max(bufferSize, 2*numbersPerBuffer*need))
			}
		}
		begin := len(buffer)
		buffer = buffer[:begin+len(greater)]
		if add(buffer[begin:], lesser, greater) == 1 {
			buffer = append(buffer, 0)
			copy(buffer[begin+1:], buffer[begin:])
			buffer[begin] = '1'
		}
		lesser, greater = greater, buffer[begin:]
		buffer = append(buffer, '\n')
	}
	_, err := output.Write(buffer)
	return cli.OutputError(err)
}

const (
	// bufferSize is the capacity of an ordinary pipe (pipe(7)), and fits into the
	// processor's nearest caches.
	bufferSize = 64 << 10
	// numbersPerBuffer must be at least 2, because the first sums in a buffer read the
	// last two numbers in the other. A larger one makes fewer writes.
	numbersPerBuffer = 4
	// startingMemory is the number of bytes that start takes, divided by first. It was
	// measured with fib(10⁸), which takes 318 MB.
	startingMemory = 4
)

// start returns fib(first) in decimal and, if the sequence is longer, fib(first+1).
func start(first, last uint64) (lesser, greater []byte) {
	a, b := fibonacci(first)
	lesser = a.Append(nil, 10)
	if first < last {
		greater = b.Append(nil, 10)
	}
	return lesser, greater
}

// fibonacci returns fib(n) and fib(n+1) by doubling the index for each bit of n:
//
//	fib(2k)   = fib(k) * (2*fib(k+1) - fib(k))
//	fib(2k+1) = fib(k)² + fib(k+1)²
func fibonacci(n uint64) (a, b *big.Int) {
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
