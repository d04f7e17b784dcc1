package main

import (
	"slices"
	"testing"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		bytes, of int
		want      string
	}{
		{0, 65536, "0 of 64 KiB"}, {1, 65536, "1 byte of 64 KiB"}, {12, 4096, "12 bytes of 4 KiB"},
		{1536, 65536, "1.5 of 64 KiB"}, {65536, 65536, "64 of 64 KiB"}, {65500, 65536, "64 of 64 KiB"},
		{600001, 1 << 20, "585.9 KiB of 1 MiB"}, {1 << 20, 1 << 20, "1 MiB of 1 MiB"},
	} {
		if got := amount(c.bytes, c.of); got != c.want {
			t.Errorf("%d of %d is %s, want %s", c.bytes, c.of, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for text, want := range map[string][]string{
		"":                     {""},
		"a bc":                 {"a bc"},
		"one two three":        {"one two", "three"},
		"a longer-than-that b": {"a", "longer-than-that", "b"},
		"───── ─":              {"───── ─"},
	} {
		if got := wrap(text, 8); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	line := []span{{"███", plain}, {"abc", strong}, {"def", plain}}
	for limit, want := range map[int]string{9: "███abcdef", 8: "███abcd…", 4: "███…", 3: "██…", 1: "…"} {
		got := ""
		for _, part := range cut(line, limit) {
			got += part.text
		}
		if got != want {
			t.Errorf("cut to %d it is %s, want %s", limit, got, want)
		}
	}
}
