//go:build unix && !linux

package main

import "math"

// memory returns no limit. Each of these systems reports its memory in a different way.
func memory() uint64 { return math.MaxUint64 }
