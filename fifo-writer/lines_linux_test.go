package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

func TestRecordsOfManyWriters(t *testing.T) {
	r := programtest.Records{Writers: programtest.Count(10, 50), Each: programtest.Count(200, 2000), Longest: 200_000}
	path := programtest.NewFIFO(t)
	command := exec.Command(filepath.Join(programtest.Build(t), "fifo-reader"), "-k", path)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var read bytes.Buffer
	done := make(chan struct{})
	go func() {
		io.Copy(&read, output)
		close(done)
	}()
	r.StartWriters(t, path)()
	// The writers have ended, so the reader has taken every byte out of the FIFO. If its
	// output is empty twice in a row, it has also written the last bytes.
	for before := -1; ; time.Sleep(50 * time.Millisecond) {
		left, err := pipeLength(output.(*os.File))
		if err != nil || left == 0 && before == 0 {
			break
		}
		before = left
	}
	command.Process.Signal(unix.SIGTERM)
	<-done
	command.Wait()
	r.Compare(t, strings.Split(strings.TrimSuffix(read.String(), "\n"), "\n"), nil)
}

func pipeLength(file *os.File) (int, error) {
	connection, err := file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var length int
	controlErr := connection.Control(func(descriptor uintptr) {
		length, err = unix.IoctlGetInt(int(descriptor), unix.TIOCINQ)
	})
	return length, errors.Join(controlErr, err)
}

func TestStreamOfReplacedReaders(t *testing.T) {
	total, readers := int64(programtest.Count(20, 200))<<20, 50
	path := programtest.NewFIFO(t)
	command := exec.Command(filepath.Join(programtest.Build(t), "fifo-writer"), "-k", path)
	sent, received := sha256.New(), sha256.New()
	command.Stdin = io.TeeReader(io.LimitReader(rand.NewChaCha8([32]byte{1}), total), sent)
	var message bytes.Buffer
	command.Stderr = &message
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	left := total
	for i := range readers {
		reader, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		length := left
		if i < readers-1 {
			length = rand.Int64N(2 * left / int64(readers-i))
		}
		n, err := io.CopyN(received, reader, length)
		left -= n
		if err != nil {
			t.Fatalf("%v, %d bytes before the end", err, left)
		}
		reader.Close()
	}
	if err := command.Wait(); err != nil {
		t.Errorf("fifo-writer -k: %v: %s", err, message.String())
	}
	if !bytes.Equal(sent.Sum(nil), received.Sum(nil)) {
		t.Error("what was received is not what was sent")
	}
}
