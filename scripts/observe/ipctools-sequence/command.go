package main

import (
	"ipctools/internal/cli"
)

// drawCommand runs a command, and draws what its processes do.
func (set settings) drawCommand(program *cli.Program, command []string) error {
	return nil
}
