//go:build ignore

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
	last, err := strconv.Atoi(os.Args[1])
	if err != nil {
		os.Exit(2)
	}
	if len(os.Args) > 2 { // the worker
		var text []byte
		for a, b, n := uint64(0), uint64(1), 0; n <= last; n++ {
			text = append(strconv.AppendUint(text, a, 10), '\n')
			a, b = b, a+b
		}
		if _, err := os.Stdout.Write(text); err != nil {
			os.Exit(1)
		}
		return
	}
	worker, err := syscall.ForkExec("/proc/self/exe", append(os.Args, "worker"),
		&syscall.ProcAttr{Files: []uintptr{0, 1, 2}})
	if err != nil {
		os.Exit(1)
	}
	var status syscall.WaitStatus
	syscall.Wait4(worker, &status, 0, nil)
	os.Exit(status.ExitStatus())
}
