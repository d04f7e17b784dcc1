// Package completions has no code: this test types into each shell, and presses TAB.
package completions

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// shells tells how to start each shell, with nothing of this user's, and what to type
// for it to find the completions below PREFIX and show the prompt.
var shells = map[string]struct {
	arguments []string
	begin     string
}{
	"bash": {
		[]string{"--noprofile", "--norc"},
		`. /usr/share/bash-completion/bash_completion; PS1=re'ady> '`,
	},
	"zsh": {
		[]string{"-f"},
		`fpath=($PREFIX/share/zsh/site-functions $fpath); autoload compinit; compinit -u -D; PS1=re'ady> '`,
	},
	"fish": {
		nil, // it looks below $XDG_DATA_DIRS
		`function fish_prompt; printf re'ady> '; end`,
	},
}

// completions are what is typed before a TAB, and what it becomes, where there are a
// FIFO called queue, a file called quest and a folder.
var completions = []struct{ typed, want string }{
	{"fib --verb", "fib --verbose"},
	{"reverse --int", "reverse --interactive"},
	{"reverse --unit=byte ques", "reverse --unit=byte quest"},
	{"sigpair --catch=WIN", "sigpair --catch=WINCH"},
	{"sigpair -v -k VTA", "sigpair -v -k VTALRM"},
	{"sigpair -v --delay=1 -k HUP fifo-w", "sigpair -v --delay=1 -k HUP fifo-writer"},
	{"sigpair -d 1 cat ques", "sigpair -d 1 cat quest"},
	{"fifo-writer --any", "fifo-writer --any-owner"},
	{"fifo-writer -k qu", "fifo-writer -k queue"},
	{"fifo-reader qu", "fifo-reader queue"},
	{"fifo-reader ques", "fifo-reader ques"},
	{"fifo-reader -n 1 fol", "fifo-reader -n 1 folder"},
}

func TestCompletion(t *testing.T) {
	// A cached result holds until a file changes in a folder that the test itself has
	// read (go help test): here the programs, whose options are completed, and install.sh.
	for _, pattern := range []string{"../*/*", "../../../[a-z]*/*", "../../../internal/*/*"} {
		filepath.Glob(pattern)
	}
	prefix := t.TempDir()
	install := exec.Command("../install.sh", "--prefix", prefix)
	install.Env = append(os.Environ(), "DESTDIR=")
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("install.sh: %v\n%s", err, output)
	}
	for name := range shells {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Skipf("%s is not installed", name)
			}
			if _, err := os.Stat("/usr/share/bash-completion"); name == "bash" && err != nil {
				t.Skip("bash-completion is not installed")
			}
			shell := start(t, name, prefix)
			for _, c := range completions {
				if got := shell.complete(c.typed); got != c.want {
					t.Errorf("%s TAB: %s, want %s", c.typed, got, c.want)
				}
			}
		})
	}
}

// terminal is where somebody types to a shell.
type terminal struct {
	*os.File
	t     *testing.T
	shell *exec.Cmd
}

func start(t *testing.T, name, prefix string) *terminal {
	folder := t.TempDir()
	if err := errors.Join(
		unix.Mkfifo(filepath.Join(folder, "queue"), 0o600),
		os.WriteFile(filepath.Join(folder, "quest"), nil, 0o600),
		os.Mkdir(filepath.Join(folder, "folder"), 0o700),
	); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command(name, shells[name].arguments...)
	shell.Dir = folder
	shell.Env = []string{
		"PATH=" + prefix + "/bin:" + os.Getenv("PATH"),
		"PREFIX=" + prefix,
		"XDG_DATA_DIRS=" + prefix + "/share",
		"HOME=" + folder,
		"XDG_RUNTIME_DIR=" + folder + "/folder", // or fish leaves something in /tmp
		"TERM=xterm",
	}
	file, err := pty.StartWithSize(shell, &pty.Winsize{Rows: 24, Cols: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		shell.Process.Kill()
		shell.Wait()
		file.Close()
	})
	x := &terminal{file, t, shell}
	x.enter(shells[name].begin, `ready> `)
	return x
}

// complete returns the command line that a TAB behind typed makes, by having the shell
// print its words. Some shells take back the slash behind a folder that is the last.
func (x *terminal) complete(typed string) string {
	const home = "\x01" // the key that goes to the beginning of the line
	words := x.enter(typed+"\t"+home+`printf '\173%s\175' `, `(?s)\{([^\n]*)\}.*ready> `)
	return strings.TrimSuffix(strings.ReplaceAll(words, "}{", " "), "/")
}

// enter types line, waits until the shell has shown what matches pattern, and returns
// the last group of that.
func (x *terminal) enter(line, pattern string) string {
	x.t.Helper()
	if _, err := x.WriteString(line + "\r"); err != nil {
		x.t.Fatal(err)
	}
	deadline := time.AfterFunc(20*time.Second, func() { x.shell.Process.Kill() }) // which ends Read
	defer deadline.Stop()
	var shown []byte
	for buffer := make([]byte, 4096); ; {
		n, err := x.Read(buffer)
		shown = append(shown, buffer[:n]...)
		if found := regexp.MustCompile(pattern).FindSubmatch(shown); found != nil {
			return string(found[len(found)-1])
		}
		if err != nil {
			x.t.Fatalf("%s: %v\n%q", line, err, shown)
		}
	}
}
