//go:build !linux

package observe

import "errors"

// Take needs the /proc of Linux.
func Take(func(all *Snapshot) (chosen []int, err error)) (*Snapshot, error) {
	return nil, errors.New("no /proc as on Linux, which shows the processes")
}

// FIFOName finds no FIFO.
func FIFOName(string) (name string, ok bool) { return "", false }

// State finds no state.
func State(int) string { return "" }
