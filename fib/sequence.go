package main

import (
	"fmt"
	"io"

	"ipctools/internal/cli"
)

// printSequence writes fib(first) to fib(last), one decimal number per line.
//
// No number is converted or copied: add writes each sum as text into the output buffer,
// after the two numbers that it adds. There are two buffers, because the first sums in
// one read the last numbers in the other. Memory grows with the length of the numbers,
// not with their count.
func printSequence(output io.Writer, first, last uint64) error {
	switch {
	case first > maxIndex:
		return fmt.Errorf("fib(%d) has some %.0e digits, too many: FIRST must be at most %d",
			first, digits10(first), uint64(maxIndex))
	case first > memory()/startingMemory:
		return fmt.Errorf("fib(%d) has some %.0e digits, too many for this machine's memory",
			first, digits10(first))
	}
	buffer, lesser, greater := start(first, last)
	var other []byte
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
	// startingMemory is the number of bytes that start takes at most, divided by first. A
	// limb of six digits takes 38: 24 in two arrays, which may be half as long again as
	// the number, 8 for the roots, and 6 as text. So each index takes 1.4.
	startingMemory = 2
)
