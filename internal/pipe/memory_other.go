//go:build unix && !linux

package pipe

import "slices"

// Grow returns a buffer of twice the capacity with the contents of buffer, which the
// caller must not use again. For nil, it returns a first buffer.
func Grow(buffer []byte) ([]byte, error) {
	return slices.Grow(buffer, max(bufferSize, cap(buffer))), nil
}
