package main

import (
	"testing"

	"ipctools/internal/cli"
	"ipctools/internal/programtest"
	"ipctools/internal/worker"
)

func TestMain(m *testing.M) {
	if program := cli.New("reverse", ""); worker.IsLauncher(program) { // see converseWith
		program.Exit(worker.Launch(program))
	}
	programtest.Main(m)
}

func TestScripts(t *testing.T) { programtest.Run(t) }
