// check: fifo writer fifo-lesson-reader.go

// Copies standard input into the FIFO that is named by the argument.
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
		log.Fatal("usage: writer FIFO")
	}
	path := os.Args[1]
	if err := syscall.Mkfifo(path, 0o600); err != nil && !errors.Is(err, os.ErrExist) {
		log.Fatal(err)
	}
	fifo, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for a reader
	if err == nil {
		_, err = io.Copy(fifo, os.Stdin)
	}
	if err != nil {
		log.Fatal(err)
	}
}
