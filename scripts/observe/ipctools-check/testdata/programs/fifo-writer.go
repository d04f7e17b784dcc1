// check: fifo writer fifo-reader.py
// missing: none
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"syscall"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("the path of the FIFO is missing")
	}
	if err := syscall.Mkfifo(os.Args[1], 0o600); err != nil && !errors.Is(err, fs.ErrExist) {
		log.Fatal(err)
	}
	fifo, err := os.OpenFile(os.Args[1], os.O_WRONLY, 0)
	if err != nil {
		log.Fatal(err)
	}
	for i := range 10 {
		fmt.Fprintf(fifo, "%d squared is %d\n", i, i*i)
	}
	if err := fifo.Close(); err != nil {
		log.Fatal(err)
	}
}
