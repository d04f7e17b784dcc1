//go:build unix && !linux

package pipe

import "errors"

// Buf is the smallest PIPE_BUF of any system (POSIX).
const Buf = 512

// Resize fails: only Linux lets a program choose the size of a pipe.
func Resize(int, int) error { return errors.New("for Linux only") }

func Enlarge(int) bool { return false }
