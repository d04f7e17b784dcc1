//go:build ignore

// check: 1

// fib-fork.go LAST does the same as fib-fork.c, in Go without any package of ours. A Go
// program can't fork, so it starts itself again: this measures two starts of a Go
// program.
package main

import (
	"os"
	"strconv"
	"syscall"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: fib-fork LAST")
	}
	last, err := strconv.ParseUint(os.Args[1], 10, 64)
	if err != nil || last > 93 { // fib(94) does not fit into 64 bits
		fail("fib-fork: LAST is a whole number from 0 to 93")
	}
	if os.Args[0] == "fib-worker" {
		var text []byte
		for a, b, n := uint64(0), uint64(1), uint64(0); n <= last; n++ {
			text = append(strconv.AppendUint(text, a, 10), '\n')
			a, b = b, a+b
		}
		if _, err := os.Stdout.Write(text); err != nil {
			fail(err.Error())
		}
		return
	}
	worker, err := syscall.ForkExec("/proc/self/exe", []string{"fib-worker", os.Args[1]},
		&syscall.ProcAttr{Files: []uintptr{0, 1, 2}})
	if err != nil {
		fail(err.Error())
	}
	var status syscall.WaitStatus
	syscall.Wait4(worker, &status, 0, nil)
	os.Exit(status.ExitStatus())
}

func fail(message string) {
	os.Stderr.WriteString(message + "\n")
	os.Exit(2)
}
