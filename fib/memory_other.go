//go:build unix && !linux

package main

import "math"

// memory returns no limit: each of these systems reports its memory in a way of its own.
func memory() uint64 { return math.MaxUint64 }
