// Package scripts has no code: these tests run the scripts that users start.
package scripts

import (
	"path/filepath"
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) {
	// A cached result holds until a file changes in a folder that the test itself has
	// read (go help test).
	filepath.Glob("*/*")
	programtest.Run(t)
}
