// Package scripts has no code: these tests run the scripts that users start.
package scripts

import (
	"flag"
	"path/filepath"
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) {
	// Most scripts wait for most of their time, so more of them run than processors exist.
	flag.Set("test.parallel", "4")
	programtest.Main(m)
}

func TestScripts(t *testing.T) {
	// A cached result holds until a file changes in a folder that the test itself has
	// read (go help test).
	filepath.Glob("*/*")
	programtest.Run(t)
}
