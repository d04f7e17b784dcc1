// Copies the FIFO that is named by the argument to standard output.
package main

import (
	"errors"
	"io"
	"log"
	"os"
	"syscall"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: reader FIFO")
	}
	path := os.Args[1]
	if err := syscall.Mkfifo(path, 0o600); err != nil && !errors.Is(err, os.ErrExist) {
		log.Fatal(err)
	}
	fifo, err := os.Open(path) // waits for a writer
	if err == nil {
		_, err = io.Copy(os.Stdout, fifo) // until the last writer has closed it
	}
	if err != nil {
		log.Fatal(err)
	}
}
