//go:build unix && !linux

package pipe

import "golang.org/x/sys/unix"

// Redirect makes descriptor refer to the open file to, which it closes under its old
// number.
func Redirect(descriptor, to int) error {
	defer unix.Close(to)
	err := unix.Dup2(to, descriptor)
	unix.CloseOnExec(descriptor)
	return err
}
