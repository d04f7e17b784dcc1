package cli

import (
	"os"
	"os/signal"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// endings are the signals that end an ordinary program (signal(7)), with the real-time
// signals that Go has handlers for. SIGPIPE is not among them: a write must be able to
// fail with EPIPE. Nor are ILL, BUS, FPE and SEGV, by which the Go runtime finds errors.
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

// kernelSignals are the signals that are left to the kernel, each with the handler of the
// Go runtime that was in place of its default action.
//
// The runtime's handler would end the program too, but from a thread that must run first.
// Meanwhile another thread of a job in the background may read its terminal again, and be
// stopped for it: timeout(1) has such a job go on only once.
type kernelSignals map[syscall.Signal]action

// leave leaves signals to the kernel, but for those that are ignored, and reports whether
// the kernel then ends the program. It does not end process 1 (pid_namespaces(7)).
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

// takeBack puts back the runtime's handler of s, without which signal.Notify has no
// effect. SIGPROF stays the kernel's: the runtime passes it on to nobody.
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
