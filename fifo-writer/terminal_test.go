package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"ipctools/internal/programtest"
)

// At a terminal, fifo-writer asks for lines at once, before a reader has come.
func TestTerminalIsTypedAt(t *testing.T) {
	programs := programtest.Build(t)
	writer := exec.Command(filepath.Join(programs, "fifo-writer"), "p")
	terminal := programtest.StartTerminal(t, writer, 24, 80)
	terminal.See(`^fifo-writer: type lines; Ctrl-D ends\r\n`)
	reader := exec.Command(filepath.Join(programs, "fifo-reader"), "p")
	reader.Dir = writer.Dir
	terminal.Type("hello\n\x04")
	if got, err := reader.Output(); err != nil || string(got) != "hello\n" {
		t.Errorf("the reader gets %q, %v", got, err)
	}
	if status, screen := terminal.Wait(); status != 0 {
		t.Errorf("fifo-writer ends with %d: %q", status, screen)
	}
}

// fifo-writer does not ask for lines if standard input is a file, or if there is no FIFO.
func TestTerminalIsNotTypedAt(t *testing.T) {
	programs := programtest.Build(t)
	commands := `"$1/fifo-writer" p </dev/null & "$1/fifo-reader" p; wait; "$1/fifo-writer" .`
	terminal := programtest.StartTerminal(t, exec.Command("bash", "-c", commands, "bash", programs), 24, 80)
	const want = "fifo-writer: .: not a FIFO\r\n"
	if status, screen := terminal.Wait(); status != 1 || screen != want {
		t.Errorf("status %d, and the screen shows %q, want 1 and %q", status, screen, want)
	}
}
