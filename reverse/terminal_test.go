package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"ipctools/internal/programtest"
)

// terminalTest is a program at a real terminal.
type terminalTest struct {
	*testing.T
	pty     *os.File
	command *exec.Cmd
	screen  bytes.Buffer
}

func startAtTerminal(t *testing.T, arguments ...string) *terminalTest {
	command := exec.Command(filepath.Join(programtest.Build(t), "reverse"), arguments...)
	file, err := pty.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close(); command.Process.Kill() })
	return &terminalTest{T: t, pty: file, command: command}
}

func (t *terminalTest) typed(text string) {
	t.Helper()
	if _, err := t.pty.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// sees waits until the screen shows pattern, after the last pattern that was seen.
func (t *terminalTest) sees(pattern string) {
	t.Helper()
	expression := regexp.MustCompile(pattern)
	t.pty.SetReadDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 4096)
	for {
		if found := expression.FindIndex(t.screen.Bytes()); found != nil {
			t.screen.Next(found[1])
			return
		}
		n, err := t.pty.Read(buffer)
		t.screen.Write(buffer[:n])
		if err != nil {
			t.Fatalf("%v: the screen shows %q, not %q", err, t.screen.Bytes(), pattern)
		}
	}
}

// ends waits for the end of the program.
func (t *terminalTest) ends(status string) {
	t.Helper()
	if t.command.Wait(); t.command.ProcessState.String() != status {
		t.Errorf("ends with %v, not %s", t.command.ProcessState, status)
	}
}

func TestTerminalConversationUpToEnd(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.sees(`^phrase: $`)
	terminal.typed("hello\n")
	terminal.sees(`hello\r\nolleh\r\nphrase: $`)
	terminal.typed("Noël\n")
	terminal.sees(`lëoN\r\nphrase: $`)
	terminal.typed("end\n")
	terminal.ends("exit status 0")
}

func TestTerminalConversationUpToEndOfInput(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.sees(`phrase: $`)
	terminal.typed("\x04") // Ctrl-D
	terminal.sees(`\r\n$`)
	terminal.ends("exit status 0")
}

func TestTerminalConversationOfOnePhrase(t *testing.T) {
	terminal := startAtTerminal(t, "-n", "1")
	terminal.sees(`phrase: $`)
	terminal.typed("hello\n")
	terminal.sees(`olleh\r\n$`)
	terminal.ends("exit status 0")
}

func TestTerminalConversationInterrupted(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.sees(`phrase: $`)
	terminal.typed("\x03") // Ctrl-C, which reaches parent and worker
	terminal.ends("signal: interrupt")
	if strings.Contains(terminal.screen.String(), "killed") {
		t.Errorf("the screen shows %q", terminal.screen.String())
	}
}

func TestTerminalIsForConversationsWithoutFileOnly(t *testing.T) {
	terminal := startAtTerminal(t, "-")
	terminal.typed("hello\n\x04")
	terminal.sees(`olleh\r\n$`)
	terminal.ends("exit status 0")
}
