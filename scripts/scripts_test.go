// Package scripts has no code. Its tests run the scripts that users start.
package scripts

import (
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }
