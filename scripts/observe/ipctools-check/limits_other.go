//go:build !linux

package main

import (
	"errors"
	"os/exec"
)

func prepare(*exec.Cmd) {}

func isLauncher() bool { return false }

func launch() error { return errors.New("this needs Linux") }
