package pipe_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

// Another program shares the standard files of reverse, and sets O_NONBLOCK on them.
// reverse still waits for late input, and for room to write.
func TestStandardFilesMadeNonBlocking(t *testing.T) {
	var files [4]*os.File
	for i := 0; i < len(files); i += 2 {
		var err error
		if files[i], files[i+1], err = os.Pipe(); err != nil {
			t.Fatal(err)
		}
	}
	stdin, toProgram, fromProgram, stdout := files[0], files[1], files[2], files[3]
	command := exec.Command(filepath.Join(programtest.Build(t), "reverse"))
	var message bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = stdin, stdout, &message
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	// After a line there and back, the program has started.
	io.WriteString(toProgram, "ab\n")
	io.ReadFull(fromProgram, make([]byte, 3))
	for _, file := range []*os.File{stdin, stdout} {
		if err := syscall.SetNonblock(int(file.Fd()), true); err != nil {
			t.Fatal(err)
		}
	}
	stdout.Close()
	// The program has had to wait for this line.
	io.WriteString(toProgram, "cd\n")
	io.ReadFull(fromProgram, make([]byte, 3))
	const more = 1 << 20 // more than the pipes hold
	go func() {
		toProgram.Write(bytes.Repeat([]byte{'\n'}, more))
		toProgram.Close()
	}()
	if n, err := io.Copy(io.Discard, fromProgram); n != more {
		t.Errorf("%d bytes came, not %d: %v", n, more, err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("%v: %s", err, message.String())
	}
}
