// Package scripts has no code: these are the tests of the scenario scripts.
package scripts

import (
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }
