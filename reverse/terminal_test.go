package main

import (
	"os"
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

// wantEnd waits until the program ends, which must be with the status want. It returns
// the text that the screen has shown since the last See.
func wantEnd(t *testing.T, terminal *programtest.Terminal, want int) (screen string) {
	t.Helper()
	status, screen := terminal.Wait()
	if status != want {
		t.Errorf("reverse exits with %d, not %d: %q", status, want, screen)
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

// The answer to an arrow key is text that the terminal shows, not a command to it.
func TestTerminalAnswerIsShown(t *testing.T) {
	terminal := startAtTerminal(t)
	terminal.See(prompt)
	terminal.Type("ab\x1b[A\n")
	terminal.See(`\r\nA\[\\x1bba\r\n` + prompt)
	terminal.Type("👨‍👩‍👧‍👦\t\u202e\u0085\xff\n")
	terminal.See(`\r\n\\xff\\u0085\\u202e\t👨‍👩‍👧‍👦\r\n` + prompt)
	terminal.Type("end\n")
	wantEnd(t, terminal, 0)
}

// Answers are also escaped if only standard output is a terminal, and records end in NUL.
func TestTerminalAnswerIsALine(t *testing.T) {
	command := exec.Command("bash", "-c", `printf 'a\r\n\x7f\0bc\r\0' | reverse -i0 2>/dev/null`)
	command.Env = []string{"PATH=" + programtest.Build(t) + ":" + os.Getenv("PATH")}
	terminal := programtest.StartTerminal(t, command, 24, 80)
	if screen := wantEnd(t, terminal, 0); screen != "\\x7f\\r\\na\r\n\\rcb\r\n" {
		t.Errorf("the screen shows %q", screen)
	}
}

// A message begins on a new line below the prompt, with no empty line before it.
func TestTerminalMessageBelowPrompt(t *testing.T) {
	terminal := startAtTerminal(t, "-v")
	worker := terminal.See(`-> \[(\d+)\] start\r\n` + prompt)[1]
	terminal.Type("hello\n")
	terminal.See(`^hello\r\nreverse\[\d+\]: -> `)
	terminal.See(`\r\nolleh\r\n` + prompt)
	if output, err := exec.Command("kill", "-KILL", worker).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	terminal.See(`^\r\nreverse\[\d+\]: <- \[\d+\] ended by SIGKILL\r\nreverse: worker \d+ was killed by SIGKILL\r\n$`)
	wantEnd(t, terminal, 137)
}

// Ctrl-D ends a phrase without Enter, so that reverse must end the line.
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
