package worker

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
)

// launcherName returns the name under which this program becomes the user's command.
func launcherName(program *cli.Program) string { return program.Name + "-launcher" }

// StartCommand starts the user's command, which ends at the latest when the program does.
// As with env(1), the error has status 126 if the command can't be run, and 127 if it is
// not found. If blocked is not 0, it is a signal that this process blocks, and that the
// command must not block.
func StartCommand(program *cli.Program, stdin, stdout *os.File, blocked syscall.Signal, words ...string) (child *Child, err error) {
	failure, theirs, err := os.Pipe() // the launcher writes to it if it fails
	if err != nil {
		return nil, fmt.Errorf("can't start a command: %w", cli.Reason(err))
	}
	defer failure.Close()
	// The pipe keeps its number, because the command may inherit 3 and others from the
	// user.
	words = append([]string{launcherName(program), strconv.Itoa(int(theirs.Fd())), strconv.Itoa(int(blocked))}, words...)
	program.AtExit(func() {
		if child != nil {
			child.End()
		}
	})
	program.Uninterrupted(func() { child, err = start(program, words, theirs, stdin, stdout, os.Stderr) })
	if err != nil {
		return nil, fmt.Errorf("can't start a command: %w", cli.Reason(err))
	}
	child.narrateStart()
	if n, _ := failure.Read(make([]byte, 1)); n > 0 {
		return nil, child.Wait()
	}
	return child, nil
}

// IsLauncher reports whether this process was started to become the user's command.
func IsLauncher(program *cli.Program) bool {
	return filepath.Base(os.Args[0]) == launcherName(program) && len(os.Args) > 3
}

// Launch makes this process the user's command, as started by StartCommand. It returns
// only if it fails.
func Launch(program *cli.Program) error {
	failure, _ := strconv.Atoi(os.Args[1])
	blocked, _ := strconv.Atoi(os.Args[2])
	words := os.Args[3:]
	unix.CloseOnExec(failure)
	runtime.LockOSThread() // the command starts with the signal mask of this thread
	unblock(syscall.Signal(blocked))
	err := become(words)
	unix.Write(failure, []byte("!"))
	return CannotRun(words[0], err)
}

var errNotFound = errors.New("command not found")

// CannotRun returns the error of a command that can't be run for the reason err. Its
// status is 127 if the command is not found, and else 126, as with env(1).
func CannotRun(command string, err error) error {
	command = cli.Quote(command)
	switch {
	case errors.Is(err, errNotFound):
		return cli.Errorf(cli.ExitNotFound, "%s: %w", command, errNotFound)
	case errors.Is(err, fs.ErrNotExist):
		return cli.Errorf(cli.ExitNotFound, "%s: %w", command, cli.Reason(err))
	}
	return cli.Errorf(cli.ExitCannotRun, "%s: %w", command, cli.Reason(err))
}

// become replaces this process by the command, as execvp(3) does.
func become(words []string) error {
	path, err := Find(words[0])
	if err != nil {
		return err
	}
	err = unix.Exec(path, words, os.Environ())
	if errors.Is(err, unix.ENOEXEC) { // a script without #!
		err = unix.Exec("/bin/sh", append([]string{"sh", path}, words[1:]...), os.Environ())
	}
	return err
}

// Find searches PATH as execvp(3) does. Unlike exec.LookPath it reports files that exist
// but can't be run, and it accepts relative folders in PATH.
func Find(command string) (path string, err error) {
	switch {
	case command == "":
		return "", errNotFound
	case strings.Contains(command, "/"):
		return command, nil
	}
	folders, set := os.LookupEnv("PATH")
	if !set {
		folders = "/bin:/usr/bin"
	}
	err = errNotFound
	for folder := range strings.SplitSeq(folders, ":") {
		path := cmp.Or(folder, ".") + "/" + command
		accessErr := unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			accessErr = unix.EACCES
		}
		switch {
		case accessErr == nil:
			return path, nil
		case !errors.Is(accessErr, fs.ErrNotExist) && !errors.Is(accessErr, unix.ENOTDIR):
			err = accessErr
		}
	}
	return "", err
}
