package pipe

import "golang.org/x/sys/unix"

// Redirect makes descriptor refer to the open file to, which it closes under its old
// number.
func Redirect(descriptor, to int) error {
	defer unix.Close(to)
	return unix.Dup3(to, descriptor, unix.O_CLOEXEC)
}
