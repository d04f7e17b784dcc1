// Package programtest runs the real programs in tests: from testscript files, which read
// like a shell session, and at a terminal. The rules are:
//
//   - A script waits for a condition, with wait-until. It does not sleep.
//   - When a script has ended, no process that it started may be left.
//   - Tests take seconds. They take less with -short, and minutes if IPCTOOLS_TEST=full
//     is in the environment: see Full.
//
// In addition to testscript's own commands, scripts have
//
//	exits STATUS COMMAND [ARG]...   run COMMAND, which must end with STATUS
//
// and on the PATH, with the five programs and those behind scripts,
//
//	wait-until COMMAND [ARG]...     wait until COMMAND succeeds
//	gone PID                        succeed if there is no such process, or only a zombie
//	pipe-size FIFO                  print how many bytes FIFO can hold (Linux)
//	alone COMMAND [ARG]...          run COMMAND in a session of its own (Linux)
//
// $ROOT is the folder of the module.
package programtest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

//go:embed wait-until
var waitUntil []byte

//go:embed gone
var gone []byte

//go:embed pipe-size
var pipeSize []byte

//go:embed alone
var alone []byte

// Full reports whether the tests should try as much and as often as .ci/run requires.
// That is so if IPCTOOLS_TEST is full or long in the environment.
func Full() bool { return os.Getenv("IPCTOOLS_TEST") == "full" || Long() }

// Long reports whether the tests should try several times as often as that. That is so if
// IPCTOOLS_TEST is long.
func Long() bool { return os.Getenv("IPCTOOLS_TEST") == "long" }

// Count returns how often a test should try: full times if Full, else moderate times.
func Count(moderate, full int) int {
	if Full() {
		return full
	}
	return moderate
}

// Main runs the tests of a package and removes the programs that Build has built.
func Main(m *testing.M) {
	// Without this, a program built with the race detector takes a second to end.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	// Under nohup or in the background, the tests start with signals ignored, and
	// programs would inherit that. But a caught signal has its default action there
	// (execve(2)).
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	keepDescriptors()
	runManyAtOnce()
	status := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(status)
}

// keepDescriptors closes the descriptors that the tests have inherited, but for the
// standard ones, in each program that is started. show-pipes.sh would draw their pipes.
func keepDescriptors() {
	inherited, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		return
	}
	for _, path := range inherited {
		if descriptor, err := strconv.Atoi(filepath.Base(path)); err == nil && descriptor > 2 {
			syscall.CloseOnExec(descriptor)
		}
	}
}

// runManyAtOnce runs four parallel tests per processor, unless -parallel was given. They
// mostly wait for processes.
func runManyAtOnce() {
	const name = "test.parallel"
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	if !given {
		flag.Set(name, strconv.Itoa(4*runtime.GOMAXPROCS(0)))
	}
}

// Run runs the scripts in testdata, together with other parallel tests.
func Run(t *testing.T) {
	t.Parallel()
	programs := Build(t)
	variables := module(t) // for scripts that build
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("GOCOVERDIR", os.Getenv("GOCOVERDIR"))
			env.Setenv("GORACE", os.Getenv("GORACE"))
			for name, value := range variables {
				env.Setenv(name, value)
			}
			limit := time.AfterFunc(scriptLimit, func() { endProcesses(env.WorkDir) })
			env.Defer(func() { limit.Stop(); nothingLeft(env) })
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "full":
				return Full(), nil
			case "root":
				return os.Geteuid() == 0, nil
			case "race":
				return raceDetector, nil
			}
			return false, errors.New("unknown condition " + condition)
		},
	})
}

// scriptLimit is how long a script may take.
const scriptLimit = 3 * time.Minute

// exits runs a command and compares its exit status, as a shell reports it.
func exits(ts *testscript.TestScript, negated bool, arguments []string) {
	if negated || len(arguments) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND [ARG]...")
	}
	status := 0
	var exit *exec.ExitError
	err := ts.Exec(arguments[1], arguments[2:]...)
	switch {
	case errors.As(err, &exit):
		status = ExitStatus(exit.ProcessState)
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(status) != arguments[0] {
		ts.Fatalf("%s exits %d", arguments[1], status)
	}
}

var (
	building sync.Mutex
	built    string
)

// Build builds the programs and returns their folder. They have the race detector if the
// test has it, and measure coverage if GOCOVERDIR is set.
func Build(t testing.TB) string {
	building.Lock()
	defer building.Unlock()
	if built != "" {
		return built
	}
	folder, err := os.MkdirTemp("", "ipctools-test-")
	if err != nil {
		t.Fatal(err)
	}
	built = folder
	for name, script := range map[string][]byte{
		"wait-until": waitUntil, "gone": gone, "pipe-size": pipeSize, "alone": alone,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), script, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// go test reuses a cached result until a file changes that the test has looked at (go
	// help test). So the test looks at all files of the module.
	root := module(t)["ROOT"]
	for _, pattern := range []string{"*", "*/*", "*/*/*", "*/*/*/*"} {
		names, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, name := range names {
			os.Stat(name)
		}
	}
	link(t, filepath.Join(root, "bin"), folder)
	return folder
}

// link links the programs in a folder below cache, where go build leaves alone what is up
// to date: the tests of a dozen packages follow each other. It copies them to folder, so
// that no later build replaces a program while a test runs it.
func link(t testing.TB, cache, folder string) {
	flags := []string{"-ldflags=-s -w"} // debug information would take half as long again
	cache = filepath.Join(cache, "test")
	if raceDetector {
		cache += "-race"
		flags = append(flags, "-race")
	}
	if os.Getenv("GOCOVERDIR") != "" {
		cache += "-cover"
		flags = append(flags, "-cover", "-coverpkg=ipctools/...")
	}
	if os.MkdirAll(cache, 0o755) != nil || unix.Access(cache, unix.W_OK) != nil {
		cache = t.TempDir() // the clone belongs to another user
	}
	arguments := append([]string{"build", "-o", cache}, flags...)
	for _, program := range []string{
		"fib", "reverse", "sigpair", "fifo-writer", "fifo-reader", "scripts/observe/ipctools-show-pipes",
		"scripts/observe/ipctools-sequence", "scripts/observe/ipctools-check",
	} {
		arguments = append(arguments, "ipctools/"+program)
	}
	turn, err := os.Open(cache)
	if err != nil {
		t.Fatal(err)
	}
	defer turn.Close()
	if err := unix.Flock(int(turn.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("go", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	if err := os.CopyFS(folder, os.DirFS(cache)); err != nil {
		t.Fatal(err)
	}
}

// module returns variables for scripts: ROOT, the folder of this module, and the folders
// of Go's caches, which Go can't find without the user's home folder.
func module(t testing.TB) map[string]string {
	output, err := exec.Command("go", "env", "-json", "GOMOD", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	var variables map[string]string
	if err := json.Unmarshal(output, &variables); err != nil {
		t.Fatal(err)
	}
	variables["ROOT"] = filepath.Dir(variables["GOMOD"])
	delete(variables, "GOMOD")
	return variables
}

// nothingLeft fails the script if a process that it started still runs a second later,
// and ends that process.
func nothingLeft(env *testscript.Env) {
	var left map[int]string
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if left = processesIn(env.WorkDir); len(left) == 0 {
			return
		}
	}
	endProcesses(env.WorkDir)
	env.T().Fatal(fmt.Sprint("processes left behind: ", left))
}

// endProcesses kills the processes that the script in the folder work has started. If a
// script fails, it may leave a process that holds its output, and the test would wait for
// that process.
func endProcesses(work string) {
	for pid := range processesIn(work) {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// processesIn returns the processes that the script in the folder work has started, with
// their command lines. Each has the folder in its environment, unless it is a zombie.
func processesIn(work string) map[int]string {
	found := make(map[int]string)
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environments {
		environment, _ := os.ReadFile(path)
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && bytes.Contains(environment, []byte("WORK="+work+"\x00")) {
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
			found[pid] = strings.ReplaceAll(string(command), "\x00", " ")
		}
	}
	return found
}
