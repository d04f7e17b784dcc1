package trace

import (
	"errors"
	"os"
	"os/exec"
)

// Options are how a command is started.
type Options struct {
	Files   [3]*os.File     // its standard descriptors; nil is the caller's own
	Dir     string          // empty is the caller's own
	Env     []string        // nil is the caller's own
	Prepare func(*exec.Cmd) // if not nil, may change how the process starts that becomes the command
}

// ErrMissing means that strace is not installed.
var ErrMissing = errors.New("strace is not installed")

// ErrNotPermitted means that processes can't be traced here. The error that wraps it has
// the reason that strace gives, and the usual causes.
var ErrNotPermitted = errors.New("not permitted to trace processes")

// ErrLost means that strace itself was killed, so what happened after that is not known.
var ErrLost = errors.New("strace has ended before the command")
