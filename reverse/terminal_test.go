package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipctools/internal/programtest"
)

func startAtTerminal(t *testing.T, arguments ...string) *programtest.Terminal {
	command := exec.Command(filepath.Join(programtest.Build(t), "reverse"), arguments...)
	return programtest.StartTerminal(t, command, 24, 80)
}

// wantEnd waits for the end of the program, and returns what the screen has shown since.
func wantEnd(t *testing.T, terminal *programtest.Terminal, want int) (screen string) {
	t.Helper()
	status, screen := terminal.Wait()
	if status != want {
		t.Errorf("reverse ends with %d, not %d: %q", status, want, screen)
	}
	return screen
}

func TestTerminalConversationUpToEnd(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(`^phrase: $`)
	terminal.Type("hello\n")
	terminal.See(`hello\r\nolleh\r\nphrase: $`)
	terminal.Type("Noël\n")
	terminal.See(`lëoN\r\nphrase: $`)
	terminal.Type("end\n")
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationUpToEndOfInput(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(`phrase: $`)
	terminal.Type("\x04") // Ctrl-D
	terminal.See(`\r\n$`)
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationOfOnePhrase(t *testing.T) {
	terminal := startAtTerminal(t, "-n", "1")
	terminal.See(`phrase: $`)
	terminal.Type("hello\n")
	terminal.See(`olleh\r\n$`)
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationInterrupted(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(`phrase: $`)
	terminal.Type("\x03") // Ctrl-C, which reaches parent and worker
	if screen := wantEnd(t, terminal, 130); strings.Contains(screen, "killed") {
		t.Errorf("the screen shows %q", screen)
	}
}

func TestTerminalIsForConversationsWithoutFileOnly(t *testing.T) {
	terminal := startAtTerminal(t, "-")
	terminal.Type("hello\n\x04")
	terminal.See(`olleh\r\n$`)
	wantEnd(t, terminal, 0)
}
