// Package packaging has no code: these tests install the programs and remove them.
package packaging

import (
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }
