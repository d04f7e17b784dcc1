// Package measure has no code. Its tests run the scripts that measure and draw.
package measure

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }

// A browser shows nothing of a picture that is not well-formed.
func TestPictures(t *testing.T) {
	pictures, _ := filepath.Glob("../../doc/*.svg")
	if len(pictures) == 0 {
		t.Error("there is no picture")
	}
	for _, name := range pictures {
		if err := parse(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// parse reads all of an XML file, and returns its first error.
func parse(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := xml.NewDecoder(file)
	for err == nil {
		_, err = decoder.Token()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
