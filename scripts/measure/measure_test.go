// Package measure has no code. Its tests run the scripts that measure and draw.
package measure

import (
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }
