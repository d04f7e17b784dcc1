//go:build unix && !linux

package pipe

// Enlarge does nothing: only Linux lets a program choose the size of a pipe.
func Enlarge(int) {}
