package main

import (
	"math"

	"golang.org/x/sys/unix"
)

// memory returns the largest number of bytes that this process can use.
func memory() uint64 {
	limit := uint64(math.MaxUint64)
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		limit = uint64(info.Totalram) * uint64(info.Unit)
	}
	var address unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_AS, &address) == nil {
		limit = min(limit, address.Cur)
	}
	return limit
}
