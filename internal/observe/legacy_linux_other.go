//go:build linux && !amd64

package observe

var legacyCalls map[int64]func(pid int, arguments [6]uint64) Wait
