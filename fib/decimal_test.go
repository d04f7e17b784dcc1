package main

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"os"
	"strings"
	"testing"
)

// TestWorkedAddition computes the addition that doc/how-it-works.md shows in hex.
func TestWorkedAddition(t *testing.T) {
	page, err := os.ReadFile("../doc/how-it-works.md")
	if err != nil {
		t.Fatal(err)
	}
	const a, b = "24157817", "39088169"
	x, y := binary.BigEndian.Uint64([]byte(a)), binary.BigEndian.Uint64([]byte(b))
	biased := y + 0x96*ones
	word, carry := bits.Add64(x, biased, 0)
	top := word >> 7 & ones
	row := func(label, digits string, word uint64) string {
		return fmt.Sprintf("  %-19s%-15s% x", label, digits, binary.BigEndian.AppendUint64(nil, word))
	}
	for _, line := range []string{
		row("a", a, x),
		row("b", b, y),
		row("b + 0x96 each", "", biased),
		row("a + (b + 0x96 each)", "", word) + fmt.Sprintf("   carry out: %d", carry),
		strings.NewReplacer("00", " 0", "01", " 1").Replace(row("top bit of each", "", top)),
		row("minus 0xf6 where 1", "", word-top*0xf6),
		row("plus 0x30 each", sum(a, b), digits(word)),
	} {
		if !strings.Contains(string(page), "\n"+line) {
			t.Errorf("the page lacks %q", line)
		}
	}
}
