package cli

import (
	"os"
	"os/signal"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// endings are the signals that end an ordinary program (signal(7)), including the
// real-time signals that Go has handlers for. SIGPIPE is not one of them, so that a write
// can fail with EPIPE. ILL, BUS, FPE and SEGV are left to the Go runtime, which panics.
var endings = append([]syscall.Signal{
	unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTRAP, unix.SIGABRT, unix.SIGUSR1, unix.SIGUSR2,
	unix.SIGALRM, unix.SIGTERM, unix.SIGSTKFLT, unix.SIGXCPU, unix.SIGXFSZ, unix.SIGVTALRM,
	unix.SIGPROF, unix.SIGIO, unix.SIGPWR, unix.SIGSYS,
}, realTime()...)

func realTime() (signals []syscall.Signal) {
	for s := syscall.Signal(35); s <= lastSignal; s++ {
		signals = append(signals, s)
	}
	return signals
}

// kernelSignals holds the signals that have their default action again, each with the
// handler of the Go runtime that it had before.
//
// That handler would end the program too, but only when one of its threads runs. Until
// then, another thread of a background job may read the terminal again, and be stopped
// for that. timeout(1) continues such a job only once.
type kernelSignals map[syscall.Signal]action

// leave gives signals their default action, except those that are ignored. It reports
// whether the kernel then ends the program, which it never does to process 1
// (pid_namespaces(7)).
func (k *kernelSignals) leave(signals ...syscall.Signal) bool {
	if os.Getpid() == 1 {
		return false
	}
	*k = make(kernelSignals)
	for _, s := range signals {
		if !signal.Ignored(s) {
			var handler action
			sigaction(s, &action{}, &handler)
			(*k)[s] = handler
		}
	}
	return true
}

// takeBack restores the runtime's handler of s. signal.Notify has no effect without it.
// SIGPROF keeps its default action, because the runtime never passes it on.
func (k *kernelSignals) takeBack(s syscall.Signal) {
	if handler, ok := (*k)[s]; ok && s != unix.SIGPROF {
		sigaction(s, &handler, nil)
		delete(*k, s)
	}
}

// raise makes s end the program by its default action.
func raise(s syscall.Signal) {
	sigaction(s, &action{}, nil)
	unix.Kill(os.Getpid(), s)
}

// action is larger than the kernel's struct sigaction on any architecture. Its zero value
// is the default action, SIG_DFL without flags.
type action [64]byte

func sigaction(s syscall.Signal, next, before *action) {
	const maskSize = 8 // bytes of the kernel's sigset_t
	unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s),
		uintptr(unsafe.Pointer(next)), uintptr(unsafe.Pointer(before)), maskSize, 0, 0)
}
