//go:build unix && !linux

package main

import "slices"

// grow returns a buffer of twice the capacity with the contents of buffer.
func grow(buffer []byte) ([]byte, error) { return slices.Grow(buffer, cap(buffer)), nil }
