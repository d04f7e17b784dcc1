package cli

import (
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// action is the kernel's struct sigaction, larger than on any architecture. Its zero value
// is the default action, SIG_DFL without flags.
type action [64]byte

// kernelEnds means that a program without cleanups leaves the ending signals to the kernel.
const kernelEnds = true

// raise makes s end the program by its default action.
func raise(s syscall.Signal) {
	leaveToKernel(s)
	unix.Kill(os.Getpid(), s)
}

// leaveToKernel replaces the Go runtime's handler of s by the default action, and returns
// the handler for takeFromKernel.
//
// The runtime's handler would end the program too, but from a thread that must run first.
// Meanwhile another thread of a job in the background may read its terminal again, and be
// stopped for it: timeout(1) has such a job go on only once.
func leaveToKernel(s syscall.Signal) (handler action) {
	var none action
	sigaction(s, &none, &handler)
	return handler
}

// takeFromKernel puts back the handler that leaveToKernel has returned.
func takeFromKernel(s syscall.Signal, handler action) { sigaction(s, &handler, nil) }

func sigaction(s syscall.Signal, next, before *action) {
	const maskSize = 8 // bytes of the kernel's sigset_t
	unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(s),
		uintptr(unsafe.Pointer(next)), uintptr(unsafe.Pointer(before)), maskSize, 0, 0)
}
