// check: 1
// missing: none

// The program starts itself once more, with a variable that marks the child.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

func child(n uint64) {
	a, b := 0, 1
	for i := uint64(0); i <= n; i++ {
		fmt.Println(a)
		a, b = b, a+b
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "exactly one index is needed")
		os.Exit(1)
	}
	n, err := strconv.ParseUint(os.Args[1], 10, 32)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if os.Getenv("FIB_CHILD") != "" {
		child(n)
		return
	}
	command := exec.Command(os.Args[0], os.Args[1])
	command.Env = append(os.Environ(), "FIB_CHILD=1")
	command.Stdout = os.Stdout
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
