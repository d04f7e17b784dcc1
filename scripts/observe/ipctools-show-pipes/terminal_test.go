//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

// startWatch starts two processes that wait for a FIFO, and watches them at a terminal
// with this environment. It returns the path of the FIFO.
func startWatch(t *testing.T, environment ...string) (terminal *programtest.Terminal, fifo string) {
	t.Helper()
	command := exec.Command("bash", "-c", "cat p | cat >out & ipctools-show-pipes -w; exit $?")
	command.Dir = t.TempDir()
	command.Env = append(environment, "PATH="+programtest.Build(t)+":"+os.Getenv("PATH"))
	fifo = filepath.Join(command.Dir, "p")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	return programtest.StartTerminal(t, command, 24, 80), fifo
}

// release lets the processes end.
func release(t *testing.T, fifo string) {
	t.Helper()
	file, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
}

// send sends a signal to a process.
func send(t *testing.T, signal, pid string) {
	t.Helper()
	if output, err := exec.Command("kill", "-"+signal, pid).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

// A picture takes the place of the one before, up to Ctrl-C.
func TestTerminalWatch(t *testing.T) {
	terminal, _ := startWatch(t, "TERM=xterm")
	cat := terminal.See(`\x1b\[1mcat (\d+)\x1b\[m +waits for a writer of p\r\n`)[1]
	send(t, "STOP", cat)
	terminal.See(`\x1b\[\d+A\x1b\[J`)
	terminal.See(`is stopped\x1b\[m\r\n`)

	terminal.Resize(24, 18)
	terminal.See(`\x1b\[H\x1b\[2J\x1b\[\?7l`)
	terminal.See(` i[ a-z]*…\x1b\[m\r\n`)
	terminal.Resize(3, 20)
	terminal.See(`\x1b\[H\x1b\[2J[^\n]*\r\n… \d lines more\r\n`)
	send(t, "CONT", cat)
	terminal.Type("\x03")
	if status, screen := terminal.Wait(); status != 130 {
		t.Errorf("ends with %d: %q", status, screen)
	}
}

func TestTerminalWithoutColours(t *testing.T) {
	terminal, fifo := startWatch(t, "TERM=xterm", "NO_COLOR=1")
	terminal.See(`cat \d+ +waits for a writer of p\r\n`)
	release(t, fifo)
	if status, screen := terminal.Wait(); status != 0 || strings.Contains(screen, "\x1b[1m") {
		t.Errorf("ends with %d: %q", status, screen)
	}
}

// A terminal that can't move its cursor gets each picture below the one before.
func TestTerminalDumb(t *testing.T) {
	terminal, fifo := startWatch(t, "TERM=dumb")
	terminal.See(`cat \d+ +waits for a writer of p\r\n   1 ▶ `)
	release(t, fifo)
	if status, screen := terminal.Wait(); status != 0 || strings.Contains(screen, "\x1b") {
		t.Errorf("ends with %d: %q", status, screen)
	}
}
