//go:build unix && !linux

package main

import "ipctools/internal/cli"

// takeLines refuses -n, which needs tee(2).
func (r *reader) takeLines(string, uint64, byte) error {
	return cli.Errorf(cli.ExitUsage, "--lines: for Linux only")
}
