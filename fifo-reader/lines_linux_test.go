package main

import (
	"bytes"
	"testing"
)

// countRecords finds the records that bytes.SplitAfter finds.
func FuzzCountRecords(f *testing.F) {
	f.Add([]byte("one\ntwo\nthree"), uint64(2), byte('\n'))
	f.Add([]byte("\n\n"), uint64(3), byte('\n'))
	f.Add([]byte("a\x00b"), uint64(0), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, count uint64, delimiter byte) {
		parts := bytes.SplitAfter(data, []byte{delimiter})
		whole := parts[:len(parts)-1] // the last has no end
		whole = whole[:min(uint64(len(whole)), count)]
		length, records := countRecords(data, delimiter, count)
		if want := len(bytes.Join(whole, nil)); length != want || records != uint64(len(whole)) {
			t.Errorf("%d records of %q: %d bytes, %d records, want %d, %d",
				count, data, length, records, want, len(whole))
		}
	})
}
