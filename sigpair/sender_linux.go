package main

import (
	"encoding/binary"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/pipe"
	"ipctools/internal/worker"
)

// blocksVariable is in the environment of a sigpair that has executed itself again.
const blocksVariable = "SIGPAIR_BLOCKS"

// blockAwaited blocks the awaited signal in every thread, so that a signalfd can report
// the sender (signalfd(2)). New threads of the Go runtime have the signal mask with which
// the program started. So it executes itself again. If the user blocks the signal
// already, the command inherits that.
func (e *exchange) blockAwaited() {
	value := os.Getenv(blocksVariable)
	os.Unsetenv(blocksVariable)
	if value != "" {
		if value == cli.SignalName(e.awaited) && isBlocked(e.awaited) {
			e.blocked = e.awaited
			// After the exec of /proc/self/exe, the kernel calls this process "exe".
			os.WriteFile("/proc/self/comm", []byte(e.program.Name), 0)
		}
		return
	}
	if isBlocked(e.awaited) || !staysBlocked(e.awaited) {
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	set := worker.SignalSet(e.awaited)
	unix.PthreadSigmask(unix.SIG_BLOCK, &set, nil)
	unix.Exec("/proc/self/exe", os.Args, append(os.Environ(), blocksVariable+"="+cli.SignalName(e.awaited)))
	unix.PthreadSigmask(unix.SIG_UNBLOCK, &set, nil) // without /proc, senders are unknown
}

// staysBlocked reports whether the Go runtime leaves s blocked.
func staysBlocked(s syscall.Signal) bool {
	switch s {
	case unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGILL, unix.SIGTRAP, unix.SIGABRT, unix.SIGBUS, unix.SIGFPE,
		unix.SIGSEGV, unix.SIGTERM, unix.SIGSTKFLT, unix.SIGCHLD, unix.SIGSYS:
		return false
	}
	return true
}

func isBlocked(s syscall.Signal) bool {
	var blocked unix.Sigset_t
	unix.PthreadSigmask(unix.SIG_BLOCK, nil, &blocked)
	for i, word := range worker.SignalSet(s).Val {
		if blocked.Val[i]&word != 0 {
			return true
		}
	}
	return false
}

// awaitSignal returns a channel that receives the PID of the sender for each awaited
// signal, or 0 if the sender is unknown.
func (e *exchange) awaitSignal() (<-chan int, error) {
	if !isBlocked(e.awaited) {
		return e.awaitFromUnknown(), nil
	}
	e.program.Exempt(e.awaited)
	set := worker.SignalSet(e.awaited)
	descriptor, err := unix.Signalfd(-1, &set, unix.SFD_CLOEXEC|unix.SFD_NONBLOCK)
	if err != nil {
		return nil, os.NewSyscallError("signalfd", err)
	}
	senders := make(chan int, 64)
	go func() {
		queue := os.NewFile(uintptr(descriptor), "signalfd")
		for {
			var info [unsafe.Sizeof(unix.SignalfdSiginfo{})]byte
			if _, err := queue.Read(info[:]); err != nil {
				return
			}
			senders <- int(binary.NativeEndian.Uint32(info[12:])) // ssi_pid
		}
	}()
	return senders, nil
}

// hasSent reports whether the worker has sent its signal. If a stranger's signal was
// still waiting then, the kernel has dropped the worker's (signal(7)).
func (e *exchange) hasSent() bool {
	announcements, err := pipe.Unread(int(e.announced.Fd()))
	return err == nil && announcements == 2
}
