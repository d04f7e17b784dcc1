package main

import (
	"bytes"
	"os"
	"testing"

	"ipctools/internal/programtest"
)

// The checked-in file is the one that classtable writes.
func TestTableIsCurrent(t *testing.T) {
	if !programtest.Full() {
		t.Skip("takes seconds")
	}
	found, err := classes()
	if err != nil {
		t.Fatal(err)
	}
	want, err := source(found)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("../classes.go"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("classes.go is not current: run go generate ./reverse (%v)", err)
	}
}
