// Package completions has no code. Its test types into each shell and presses TAB.
package completions

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ipctools/internal/programtest"
)

// shells holds, for each shell, the arguments that start it without the user's settings.
// begin is a line to type, after which the shell finds the completions below PREFIX and
// shows the prompt.
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
		nil, // fish searches $XDG_DATA_DIRS
		`function fish_prompt; printf re'ady> '; end`,
	},
}

// completions are texts to type before TAB, and the texts that TAB makes of them. The
// current folder has a FIFO called queue, a file called quest and a folder called folder.
var completions = []struct{ typed, want string }{
	{"fib --verb", "fib --verbose"},
	{"fib ques", "fib ques"},
	{"fib --sleep 1 ques", "fib --sleep 1 ques"},
	{"reverse --int", "reverse --interactive"},
	{"reverse --unit=gr", "reverse --unit=grapheme"},
	{"reverse --unit ru", "reverse --unit rune"},
	{"reverse -i -u by", "reverse -i -u byte"},
	{"reverse --unit=byte ques", "reverse --unit=byte quest"},
	{"reverse -u byte ques", "reverse -u byte quest"},
	{"sigpair --catch=WIN", "sigpair --catch=WINCH"},
	{"sigpair -v -k VTA", "sigpair -v -k VTALRM"},
	{"sigpair -s us", "sigpair -s USR"},
	{"sigpair -v --delay=1 -k HUP fifo-w", "sigpair -v --delay=1 -k HUP fifo-writer"},
	{"sigpair -d 1 cat ques", "sigpair -d 1 cat quest"},
	{"fifo-writer --any", "fifo-writer --any-owner"},
	{"fifo-writer --pipe-size=64K qu", "fifo-writer --pipe-size=64K queue"},
	{"fifo-writer -k qu", "fifo-writer -k queue"},
	{"fifo-reader qu", "fifo-reader queue"},
	{"fifo-reader ques", "fifo-reader ques"},
	{"ipctools-show-pipes --mer", "ipctools-show-pipes --mermaid"},
	{"ipctools-show-pipes -s qu", "ipctools-show-pipes -s queue"},
	{"ipctools-sequence --mer", "ipctools-sequence --mermaid"},
	{"ipctools-sequence ques", "ipctools-sequence quest"},
	{"ipctools-sequence -o ques", "ipctools-sequence -o quest"},
	{"ipctools-sequence --output=ques", "ipctools-sequence --output=quest"},
	{"ipctools-sequence --mermaid -- fifo-w", "ipctools-sequence --mermaid -- fifo-writer"},
	{"ipctools-sequence -- cat ques", "ipctools-sequence -- cat quest"},
	{"ipctools-check --dra", "ipctools-check --draw"},
	{"ipctools-check fi", "ipctools-check fifo"},
	{"ipctools-check fifo --fifo qu", "ipctools-check fifo --fifo que"},
	{"ipctools-check 1 -- fifo-w", "ipctools-check 1 -- fifo-writer"},
	{"ipctools-check 1 -- cat ques", "ipctools-check 1 -- cat quest"},
	{"fifo-reader -n 1 fol", "fifo-reader -n 1 folder"},
}

func TestMain(m *testing.M) { programtest.Main(m) }

func TestCompletion(t *testing.T) {
	// go test reuses a cached result until a file changes in a folder that the test has
	// read (go help test). So the test reads those of install.sh and the programs.
	for _, pattern := range []string{"../*/*", "../../../[a-z]*/*", "../../../internal/*/*", "../../observe/*/*"} {
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
				if got := complete(shell, c.typed); got != c.want {
					t.Errorf("%s TAB: %s, want %s", c.typed, got, c.want)
				}
			}
			if name == "fish" {
				shell.Type("complete -C 'sigpair -s ' | head -n 1\r")
				if first := shell.See(`(\w+)\twait for SIGNAL`)[1]; first != "HUP" {
					t.Errorf("sigpair -s TAB: offers %s first, want HUP", first)
				}
			}
		})
	}
}

// start starts a shell that finds the completions below prefix, and waits for its prompt.
func start(t *testing.T, name, prefix string) *programtest.Terminal {
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
		"XDG_RUNTIME_DIR=" + folder + "/folder", // else fish leaves files in /tmp
		"TERM=xterm",
	}
	terminal := programtest.StartTerminal(t, shell, 24, 200)
	terminal.Type(shells[name].begin + "\r")
	terminal.See(`ready> `)
	return terminal
}

// complete returns the command line that TAB makes of typed. To see it, complete makes
// the shell print the words of the line. Some shells remove the slash after a folder.
func complete(shell *programtest.Terminal, typed string) string {
	const home = "\x01" // the key that goes to the beginning of the line
	shell.Type(typed + "\t" + home + `printf '\173%s\175' ` + "\r")
	words := shell.See(`(?s)\{([^\n]*)\}.*ready> `)[1]
	return strings.TrimSuffix(strings.ReplaceAll(words, "}{", " "), "/")
}
