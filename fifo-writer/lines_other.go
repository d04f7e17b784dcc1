//go:build unix && !linux

package main

import "ipctools/internal/cli"

// sendLines refuses -l, which needs locks on open file descriptions (fcntl(2)).
func (w *writer) sendLines(string, byte) error {
	return cli.Errorf(cli.ExitUsage, "--lines: for Linux only")
}

// dropping is the state of --drop, which goes with -l.
type dropping struct{}
