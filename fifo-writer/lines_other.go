//go:build unix && !linux

package main

import "ipctools/internal/cli"

// sendLines refuses -l, which needs locks of open file descriptions.
func (w *writer) sendLines(string, byte) error {
	return cli.Errorf(cli.ExitUsage, "--lines: for Linux only")
}
