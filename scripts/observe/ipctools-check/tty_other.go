//go:build !linux

package main

import "ipctools/internal/cli"

func restoreTerminal(*cli.Program) {}
