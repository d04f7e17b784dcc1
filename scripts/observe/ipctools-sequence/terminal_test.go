//go:build linux

package main

import (
	"os"
	"os/exec"
	"testing"

	"ipctools/internal/programtest"
)

// startSequence starts a command at a terminal, to be drawn when it has ended.
func startSequence(t *testing.T, command ...string) *programtest.Terminal {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed")
	}
	c := exec.Command(programtest.Build(t)+"/ipctools-sequence", append([]string{"--"}, command...)...)
	c.Env = []string{"PATH=" + programtest.Build(t) + ":" + os.Getenv("PATH")}
	return programtest.StartTerminal(t, c, 24, 80)
}

// A conversation with a command goes on as usual while the command is traced.
func TestTerminalConversation(t *testing.T) {
	t.Parallel()
	terminal := startSequence(t, "reverse", "-i")
	terminal.See(`phrase .*: $`)
	terminal.Type("hello\n")
	terminal.See(`olleh\r\nphrase .*: $`)
	terminal.Type("end\n")
	terminal.See(`reverse \d+ +child \d+`)
	terminal.See(`│ reads "hello\\n", 6 `)
	terminal.See(`│ "hello\\n", 6 bytes +│`)
	terminal.See(`│ "olleh\\n", 6 bytes +│`)
	terminal.See(`│ prints "olleh\\n", 6 `)
	if status, screen := terminal.Wait(); status != 0 {
		t.Errorf("ends with %d: %q", status, screen)
	}
}

// Ctrl-C is for the command. Then the diagram is drawn.
func TestTerminalInterrupt(t *testing.T) {
	t.Parallel()
	terminal := startSequence(t, "sh", "-c", `trap "echo caught; exit 3" INT; cat`)
	terminal.Type("typed\n")
	terminal.See(`typed\r\ntyped\r\n`) // by the terminal, and by cat
	terminal.Type("\x03")
	terminal.See(`caught\r\nsh \d+`)
	terminal.See(`│ gets SIGINT `)
	if status, screen := terminal.Wait(); status != 3 {
		t.Errorf("ends with %d: %q", status, screen)
	}
}

// If processes go on after the command has ended, Ctrl-C ends them.
func TestTerminalLeftBehind(t *testing.T) {
	t.Parallel()
	terminal := startSequence(t, "sh", "-c", `trap "" INT; cat </dev/tty & echo ready`)
	terminal.See(`ready\r\n`)
	terminal.See(`sh has ended; waiting for processes that it has started, which Ctrl-C ends\r\n`)
	terminal.Type("\x03")
	terminal.See(`ended by SIGKILL`)
	if status, _ := terminal.Wait(); status != 0 {
		t.Errorf("ends with %d", status)
	}
}
