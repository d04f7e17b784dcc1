package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipctools/internal/programtest"
)

const prompt = `phrase \("end" to stop\): $`

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
	terminal.See(`^` + prompt)
	terminal.Type("hello\n")
	terminal.See(`hello\r\nolleh\r\n` + prompt)
	terminal.Type("Noël\n")
	terminal.See(`lëoN\r\n` + prompt)
	terminal.Type("end\n")
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationUpToAnotherPhrase(t *testing.T) {
	terminal := startAtTerminal(t, "--stop=fin\x1b[A")
	terminal.See(`^phrase \("fin\\x1b\[A" to stop\): $`)
	terminal.Type("end\n")
	terminal.See(`dne\r\nphrase `)
	terminal.Type("fin\x1b[A\n")
	wantEnd(t, terminal, 0)
}

// A message begins on a new line, with no empty line before it.
func TestTerminalMessageBelowPrompt(t *testing.T) {
	terminal := startAtTerminal(t, "-v")
	worker := terminal.See(`-> \[(\d+)\] start\r\n` + prompt)[1]
	terminal.Type("hello\n")
	terminal.See(`^hello\r\nreverse\[\d+\]: -> `)
	terminal.See(`\r\nolleh\r\n` + prompt)
	if output, err := exec.Command("kill", "-KILL", worker).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	terminal.See(`^\r\nreverse\[\d+\]: <- \[\d+\] SIGKILL\r\nreverse: worker \d+ was killed by SIGKILL\r\n$`)
	wantEnd(t, terminal, 137)
}

// Ctrl-D ends a phrase whose line the terminal does not end.
func TestTerminalPhraseWithoutEnter(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(prompt)
	terminal.Type("abc\x04\x04")
	terminal.See(`^abc\r\ncba\r\n$`)
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationUpToEndOfInput(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(prompt)
	terminal.Type("\x04") // Ctrl-D
	terminal.See(`\r\n$`)
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationOfOnePhrase(t *testing.T) {
	terminal := startAtTerminal(t, "-n", "1")
	terminal.See(prompt)
	terminal.Type("hello\n")
	terminal.See(`olleh\r\n$`)
	wantEnd(t, terminal, 0)
}

func TestTerminalConversationInterrupted(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(prompt)
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
