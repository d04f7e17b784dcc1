//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

// A terminal gets colours, unless NO_COLOR is set or it can't show them.
func TestTerminalColours(t *testing.T) {
	needStrace(t)
	for _, c := range []struct {
		environment []string
		want        bool
	}{
		{[]string{"TERM=xterm"}, true},
		{[]string{"TERM=xterm", "NO_COLOR=1"}, false},
		{[]string{"TERM=dumb"}, false},
	} {
		check := exec.Command(filepath.Join(programtest.Build(t), "ipctools-check"), "2", "--delay", "0", "--", "true")
		check.Env = c.environment
		status, screen := programtest.StartTerminal(t, check, 24, 80).Wait()
		if got := strings.Contains(screen, "\x1b[31m✗\x1b[m"); status != 1 || got != c.want {
			t.Errorf("%v: ends with %d: %q", c.environment, status, screen)
		}
	}
}

// A key at the terminal ends ipctools-check and all that it has started.
func TestTerminalInterrupt(t *testing.T) {
	needStrace(t)
	check := exec.Command(filepath.Join(programtest.Build(t), "ipctools-check"), "2", "--",
		"sh", "-c", "trap '' INT; echo ready >ready; sleep 63.5; sleep 63.5")
	terminal := programtest.StartTerminal(t, check, 24, 80)
	for found := []string(nil); len(found) == 0; found, _ = filepath.Glob(check.Dir + "/ready") {
		terminal.Watch(10 * time.Millisecond)
	}
	terminal.Type("\x03")
	if status, screen := terminal.Wait(); status != 130 {
		t.Errorf("ends with %d: %q", status, screen)
	}
	if output, err := exec.Command("pgrep", "-fx", "sleep 63.5").Output(); err == nil {
		t.Errorf("left behind: %s", output)
	}
}

// A command may change the settings of the terminal. They are restored.
func TestTerminalRestored(t *testing.T) {
	needStrace(t)
	check := exec.Command("sh", "-c", `$CHECK 2 -d 0 -- sh -c 'trap "" TTOU; stty -icanon -echo </dev/tty; stty -a </dev/tty >changed'; stty -a`)
	check.Env = []string{"CHECK=" + filepath.Join(programtest.Build(t), "ipctools-check")}
	_, screen := programtest.StartTerminal(t, check, 24, 80).Wait()
	if strings.Contains(screen, "-icanon") || !strings.Contains(screen, "icanon") || strings.Contains(screen, "-echo ") {
		t.Errorf("the terminal is left as %q", screen)
	}
	if changed, _ := os.ReadFile(filepath.Join(check.Dir, "changed")); !strings.Contains(string(changed), "-icanon") {
		t.Errorf("the command has not changed the terminal: %q", changed)
	}
}
