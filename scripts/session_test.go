package scripts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipctools/internal/programtest"
)

// A step is what somebody types into a terminal of the session, and what this terminal
// shows then.
type step struct {
	terminal int
	prompt   bool // it is typed at the prompt of the shell
	typed    string
	shown    []string
}

// TestSession plays each part of the session, and pastes all that is typed there into two
// new terminals. They must show what the session has shown.
func TestSession(t *testing.T) {
	t.Parallel()
	parts := []string{"processes", "pipes"}
	switch {
	case programtest.Full():
		parts = []string{"preliminaries", "processes", "signals", "pipes", "named-pipes"}
	case testing.Short():
		parts = parts[:1]
	}
	for _, part := range parts {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			script, err := filepath.Abs("session.sh")
			if err != nil {
				t.Fatal(err)
			}
			play := exec.Command(script, part)
			play.Env = append(caches(t), "TERM=xterm")
			status, screen := programtest.StartTerminal(t, play, 24, 80).Wait()
			if status != 0 {
				t.Fatalf("status %d: %s", status, screen)
			}
			paste(t, steps(t, strings.ReplaceAll(screen, "\r", "")))
		})
	}
}

// TestStep goes through a section of the session as a lesson: each command waits for a
// key, and q ends it.
func TestStep(t *testing.T) {
	t.Parallel()
	script, err := filepath.Abs("session.sh")
	if err != nil {
		t.Fatal(err)
	}
	lesson := exec.Command(script, "--step", "--quick", "--from", "exercise 2", "signals")
	lesson.Env = append(caches(t), "TERM=xterm")
	terminal := programtest.StartTerminal(t, lesson, 24, 80)
	for range 2 {
		terminal.Take(`PATH=\S+\x1b\[m` + key + `\z`)
		terminal.Type(" ")
		terminal.Take(`\x1b\[K\r\n`)
	}
	terminal.Take(`== Exercise 2: signal exchange ==`)
	terminal.Take(`Question: Which process sends`)
	terminal.Take(`\$ \x1b\[1msigpair -v --delay 0\.5\x1b\[m`)
	terminal.Watch(time.Second)
	terminal.Take(`--delay 0\.5\x1b\[m` + key + `\z`)
	terminal.Type(" ")
	terminal.Take(`\x1b\[K\r\nsigpair\[\d+\]: -> \[\d+\] start\r\n`)
	terminal.Take(`was killed by SIGKILL`)
	terminal.Take(`sleep 60'\x1b\[m` + key + `\z`)
	terminal.Type("q")
	if status, screen := terminal.Wait(); status != 130 || regexp.MustCompile(`I am \d`).MatchString(screen) {
		t.Errorf("status %d: %s", status, screen)
	}
}

// key matches the end of the screen while a lesson waits for a key.
const key = ` \x1b\[36m<key>\x1b\[m`

// A lesson is a lesson (session.sh --step) at a terminal, which keeps its files in a
// folder of its own.
type lesson struct {
	*programtest.Terminal
	test   *testing.T
	folder string
}

func startLesson(t *testing.T, arguments ...string) lesson {
	script, err := filepath.Abs("session.sh")
	if err != nil {
		t.Fatal(err)
	}
	play := exec.Command(script, append([]string{"--step"}, arguments...)...)
	folder := t.TempDir()
	play.Env = append(caches(t), "TERM=xterm", "TMPDIR="+folder)
	return lesson{programtest.StartTerminal(t, play, 24, 80), t, folder}
}

// press waits for each prompt with a command that matches a pattern, and presses a key.
func (l lesson) press(commands ...string) {
	l.test.Helper()
	for _, command := range commands {
		l.Take(command + `\x1b\[m` + key + `\z`)
		l.Type(" ")
		l.Take(`\x1b\[K\r\n`)
	}
}

// checkGone waits until all processes of the lesson have ended, and checks that it has
// removed its files. Each process has the folder in its environment, unless it is a
// zombie.
func (l lesson) checkGone() {
	l.test.Helper()
	left := func() (pids []string) {
		environments, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, path := range environments {
			if environment, _ := os.ReadFile(path); strings.Contains(string(environment), l.folder) {
				pids = append(pids, filepath.Base(filepath.Dir(path)))
			}
		}
		return pids
	}
	for deadline := time.Now().Add(20 * time.Second); len(left()) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			for _, pid := range left() {
				command, _ := os.ReadFile("/proc/" + pid + "/cmdline")
				l.test.Errorf("left behind: %s %q", pid, command)
				if number, err := strconv.Atoi(pid); err == nil {
					syscall.Kill(number, syscall.SIGKILL)
				}
			}
			break
		}
	}
	if files, err := filepath.Glob(l.folder + "/*"); err != nil || len(files) > 0 {
		l.test.Errorf("left behind: %q %v", files, err)
	}
}

// However its terminal is left, a lesson leaves no process and no file behind.
func TestStepEnds(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(l lesson){
		"hangup": func(l lesson) {
			l.HangUp()
			<-l.Ended
		},
		"quit": func(l lesson) {
			l.Type("\x1c")
			if status, screen := l.Wait(); status != 131 {
				l.test.Errorf("status %d: %s", status, screen)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := startLesson(t, "--quick", "--from", "without using", "signals")
			l.press(`PATH=\S+`, `PATH=\S+`, `sigpair --delay 1000 &`, `bash loop\.sh >/dev/null &`)
			l.Take(`sleep 1\x1b\[m` + key + `\z`)
			leave(l)
			l.checkGone()
		})
	}
}

// While a lesson waits for a process that sleeps, it names the process, and q ends it.
func TestStepWaits(t *testing.T) {
	t.Parallel()
	l := startLesson(t, "--from", "exercise 1", "processes")
	l.press(`PATH=\S+`, `PATH=\S+`, `fib 5`, `fib -v --sleep 30 5`, `ps ax .*grep -e PPID -e fib`)
	l.Take(`Now wait: fib-worker sleeps for up to \d+ more seconds\.`)
	l.Take(`In the first terminal`)
	l.Type("q")
	status, screen := l.Wait()
	if status != 130 || strings.Contains(screen, "exit 0") ||
		!strings.Contains(screen, `Go on with: session.sh --step --from Exercise\ 1:\ parent\ with\ worker\ child`) {
		t.Errorf("status %d: %s", status, screen)
	}
	l.checkGone()
}

// After sections that are left out, each command waits for a key, and the first place to
// go on from is the part.
func TestStepFrom(t *testing.T) {
	t.Parallel()
	l := startLesson(t, "--from", "a server", "named-pipes")
	l.press(`PATH=\S+`, `PATH=\S+`)
	l.Take(`fifo-reader -v questions .*` + key + `\z`)
	l.Watch(1500 * time.Millisecond) // as long as if a process slept
	l.Take(`fifo-reader -v questions .*` + key + `\z`)
	l.Type("q")
	l.Take(`Go on with: session\.sh --step --from A\\ server`)
	l = startLesson(t, "preliminaries")
	l.Take(`PATH=\S+` + key + `\z`)
	l.Type("q")
	l.Take(`Go on with: session\.sh --step preliminaries\r`)
}

// caches returns the variables of Go's caches, which Go does not find without the user's
// home folder.
func caches(t *testing.T) (variables []string) {
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		variables = append(variables, name+"="+strings.TrimSpace(string(value)))
	}
	return append(variables, "HOME=/no-home")
}

var (
	typed    = regexp.MustCompile(`(?s)\x1b\[1m(.*?)\x1b\[m`)
	coloured = regexp.MustCompile(`\x1b\[(?:1;)?3\dm(.*)\x1b\[m`)
	terminal = regexp.MustCompile(`^# In the (first|second) terminal:$`)
	comment  = regexp.MustCompile(`^(# .*|== .* ==|ok: .*|All claims .*|You have seen:|- .*|Go on: .*|)$`)
	// Job control reports the end of a job at some prompt, and a program that it has
	// waited for a second.
	notice = regexp.MustCompile(`^(\[\d+\][-+ ] |fifo-\w+: \w+: waiting for )`)
)

// steps reads the screen of a session, in which all that is typed is bold.
func steps(t *testing.T, screen string) (steps []step) {
	screen = coloured.ReplaceAllString(screen, "$1")
	current := step{terminal: 1}
	for len(screen) > 0 {
		text, keys := screen, ""
		if match := typed.FindStringSubmatchIndex(screen); match != nil {
			text, keys, screen = screen[:match[0]], screen[match[2]:match[3]], screen[match[1]:]
		} else {
			screen = ""
		}
		text, prompt := strings.CutSuffix(text, "$ ")
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if match := terminal.FindStringSubmatch(line); match != nil {
				steps = append(steps, current)
				current = step{terminal: 1}
				if match[1] == "second" {
					current.terminal = 2
				}
			} else if continues(current.shown, line) {
				current.shown[len(current.shown)-1] += line
			} else if !comment.MatchString(line) && !notice.MatchString(line) {
				current.shown = append(current.shown, line)
			}
		}
		steps = append(steps, current)
		current = step{current.terminal, prompt, strings.ReplaceAll(keys, "\n> ", "\n"), nil}
	}
	if len(steps) < 10 {
		t.Fatalf("only %d steps", len(steps))
	}
	return steps
}

// continues reports whether line continues a sentence of show-pipes.sh. Where a sentence
// is wrapped depends on the lengths of PIDs.
func continues(shown []string, line string) bool {
	return len(shown) > 0 && strings.HasPrefix(shown[len(shown)-1], "• ") && strings.HasPrefix(line, "  ")
}

// paste types the steps into two shells, and waits for what they show.
func paste(t *testing.T, steps []step) {
	folder := t.TempDir()
	var terminals [3]*programtest.Terminal
	var commands [3]int
	for i := 1; i <= 2; i++ {
		shell := exec.Command("bash")
		shell.Dir = folder
		terminals[i] = programtest.StartTerminal(t, shell, 24, 80)
		// The prompt is a line with the number of the next command. set +o emacs leaves
		// the echo to the terminal, which does not break long lines.
		terminals[i].Type("set +o emacs; PS2= PS1=$'\\x1e\\\\#\\x1f\\n'\n")
		commands[i] = 2
	}
	for _, s := range steps {
		here := terminals[s.terminal]
		if s.prompt {
			here.Take(prompt(commands[s.terminal]))
			commands[s.terminal]++
		}
		switch s.typed {
		case "":
		case "^C":
			here.Type("\x03")
		default:
			here.Type(s.typed + "\n")
		}
		for _, line := range s.shown {
			if pattern := pattern(s, steps, line); pattern != "" {
				here.Take(pattern)
			}
		}
	}
	for i := 1; i <= 2; i++ {
		terminals[i].Take(prompt(commands[i]))
		terminals[i].HangUp()
		<-terminals[i].Ended
	}
}

// prompt returns what matches the prompt before a command.
func prompt(command int) string { return fmt.Sprintf("\x1e%d\x1f", command) }

var (
	spaces     = regexp.MustCompile(`\s+`)
	state      = regexp.MustCompile(` [RSD][<NLsl+]* `)
	times      = regexp.MustCompile(`\d+:[\d:]+`)
	device     = regexp.MustCompile(`pts/\d+`)
	fill       = regexp.MustCompile(`[█░]+ [\d.]+( bytes)? of \d+ KiB`)
	doing      = regexp.MustCompile(`(waits|sleeps|runs)\b.*$`)
	number     = regexp.MustCompile(`\d+`)
	descriptor = regexp.MustCompile(`\d+ -> pipe`)
	numbers    = regexp.MustCompile(`\d{2,}`)
	count      = regexp.MustCompile(`^[1-9]\d*$`)
	escaped    = strings.NewReplacer("{doing}", `\w+.*`, "{fill}", `[█░]+ [\d.]+( bytes)? of \d+ KiB`, "{time}", `[\d:]+`, "{number}", `\d+`, "{state}", `\S+`, " ", `\s+`)
)

// pattern returns what matches line, which the terminal has shown after s. PIDs, times
// and the like may differ. The pattern is empty if the line need not appear.
func pattern(s step, steps []step, line string) string {
	if strings.HasPrefix(s.typed, "ps a") {
		// Programs of other users may be in the list, and grep itself.
		pid := strings.Fields(line)[0]
		if pid != "PID" && (strings.Contains(line, " grep ") || !isShown(pid, steps)) {
			return ""
		}
	}
	if strings.Contains(s.typed, "letters a &") || strings.HasPrefix(s.typed, "bash mixed.sh") {
		line = count.ReplaceAllString(line, "{number}")
	}
	if strings.HasPrefix(s.typed, "ps ") {
		line = state.ReplaceAllString(line, " {state} ")
	}
	line = strings.TrimLeft(line, " ")
	line = times.ReplaceAllString(line, "{time}")
	line = device.ReplaceAllString(line, "pts/{number}")
	if strings.HasPrefix(s.typed, "show-pipes.sh") {
		// A program may open any descriptor first, and may do something just then.
		if strings.HasPrefix(line, "• ") {
			return ""
		}
		line = doing.ReplaceAllString(line, "{doing}")
		line = number.ReplaceAllString(fill.ReplaceAllString(line, "{fill}"), "{number}")
	}
	line = descriptor.ReplaceAllString(line, "{number} -> pipe")
	line = numbers.ReplaceAllString(line, "{number}")
	line = spaces.ReplaceAllString(line, " ")
	quoted := regexp.QuoteMeta(line)
	quoted = strings.NewReplacer(`\{`, "{", `\}`, "}").Replace(quoted)
	end := `\r*\n`
	if strings.HasSuffix(line, " ") { // a program asks for input there
		end = `\z`
	}
	start := `(?m)^[ \t]*`
	if s.typed == "^C" { // the terminal shows it on the same line
		start = `(?m)^(?:\^C)?`
	}
	return start + escaped.Replace(quoted) + end
}

// isShown reports whether another command than ps shows pid.
func isShown(pid string, steps []step) bool {
	word := regexp.MustCompile(`\b` + pid + `\b`)
	return slices.ContainsFunc(steps, func(s step) bool {
		return !strings.HasPrefix(s.typed, "ps a") && word.MatchString(strings.Join(s.shown, "\n"))
	})
}
