package main

import (
	"bytes"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// filtered returns the output of a filter for the input that reader delivers.
func filtered(t *testing.T, split splitting, reader io.Reader) []byte {
	t.Helper()
	var output bytes.Buffer
	f := &filter{splitting: split, limit: limit{count: unlimited}}
	if err := f.copy(&output, reader, "input"); err != nil {
		t.Fatal(err)
	}
	return output.Bytes()
}

// plainly reverses input in the simplest way.
func plainly(split splitting, input []byte) (output []byte) {
	for line := range bytes.SplitAfterSeq(input, []byte{split.delimiter}) {
		record, ended := bytes.CutSuffix(line, []byte{split.delimiter})
		end := line[len(record):]
		if ended && split.delimiter == '\n' && bytes.HasSuffix(record, []byte{'\r'}) {
			record, end = record[:len(record)-1], line[len(record)-1:]
		}
		for _, character := range slices.Backward(slices.Collect(characters(split.unit, record))) {
			output = append(output, character...)
		}
		output = append(output, end...)
	}
	return output
}

var seeds = []string{
	"", "\n", "\r\n", "a", "ab\r\ncd", "a\r", "\r\r\n", "a\x00b\r\n\x00",
	"A line of ASCII, longer than two words.\nAnother one\n",
	"Noël, Noe\u0308l\n", "\u0308a\u0308\n", "🇫🇷🇩🇪🇪\n", "👨‍👩‍👧‍👦👍🏽\n", "한국어 \u1100\u1161\u11a8\n",
	// Plain code points, and code points that extend them, at and across the eighth byte.
	"éèêë\n", "aéèêë\n", "abcdefé\u0301\n", "abcdefgé\n", "Ω\u0301ωжЖ\u0483\n", "“it’s” …\n", "가각\u11a8かガ\u3099\n",
	"abcdefg\xc1\n", "abcdef\xc3\x80\x80\n", "abcdefg\xc3\n", "abcdefg\r\n\x00", "\xe4\xb8a\xe4\xb8\xad\x80\n",
	// Emoji, and neighbours that do not join them.
	"👩🏾‍🚀🏳️‍🌈❤️❤️‍🔥x\n", "🇫🇷🇩🇪️a🇫\n", "a😀\u0301b😀\u200D\u200D😀\n", "☂️\u200D😀\n", "😀\xff\xf0\x9f\x98\n", "🇫🇷\u200D😀🏽字\u0600😀\n",
	"नमस्ते क्षत्रिय\n", "жё е\u0308 字\u3099か\u3099ガ 〰️\n", "\u0600१२\n", "\xff\u0301a\xe2\x82b\xc3\n", "a\u200d\u200db\n",
}

// No byte is lost or added, and the characters of each line are in the opposite order.
// That also holds if the input arrives byte by byte.
func FuzzReverseAgainstPlain(f *testing.F) {
	for i, seed := range seeds {
		f.Add([]byte(seed), uint8(i))
	}
	f.Fuzz(func(t *testing.T, input []byte, options uint8) {
		split := splitting{[]unit{grapheme, codePoint, octet}[options%3], "\n\x00"[options/3%2]}
		want := plainly(split, input)
		if got := filtered(t, split, bytes.NewReader(input)); !bytes.Equal(got, want) {
			t.Errorf("%q in %v: %q, want %q", input, split, got, want)
		}
		if got := filtered(t, split, iotest.OneByteReader(bytes.NewReader(input))); !bytes.Equal(got, want) {
			t.Errorf("%q in %v, a byte at a time: %q, want %q", input, split, got, want)
		}
	})
}

// Reversing a line twice restores it, if reversing it once keeps its characters. In other
// lines, neighbours join in the opposite order.
func FuzzReverseTwice(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		split := splitting{grapheme, '\n'}
		line, _, _ := bytes.Cut(input, []byte{'\n'})
		there := filtered(t, split, bytes.NewReader(line))
		opposite := slices.Collect(characters(split.unit, there))
		slices.Reverse(opposite)
		if !slices.EqualFunc(slices.Collect(characters(split.unit, line)), opposite, bytes.Equal) {
			return
		}
		if back := filtered(t, split, bytes.NewReader(there)); !bytes.Equal(back, line) {
			t.Errorf("%q there and back is %q", line, back)
		}
	})
}

// Reversed lines are right when they cross the end of a buffer, at any offset in a word.
func TestLinesAcrossBuffers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var input []byte
	for len(input) < 1<<20 {
		line := []byte(strings.Repeat("Noël 🇫🇷 and more of it ", 1+random.IntN(50)))
		input = append(append(input, line[:random.IntN(len(line))]...), '\n')
	}
	split := splitting{grapheme, '\n'}
	if !bytes.Equal(filtered(t, split, bytes.NewReader(input)), plainly(split, input)) {
		t.Error("the output differs from that of plainly")
	}
}

// BenchmarkLanguages reverses lines of one to sixteen random words of each language.
func BenchmarkLanguages(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(languages(b))) {
		text := randomLines(strings.Fields(languages(b)[name]), 64<<10)
		b.Run(name, func(b *testing.B) {
			f := &filter{splitting: splitting{grapheme, '\n'}, limit: limit{count: unlimited}}
			work := make([]byte, len(text))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				copy(work, text)
				f.reverse(work)
			}
		})
	}
}

func randomLines(words []string, size int) (text []byte) {
	random := rand.New(rand.NewPCG(1, 2))
	for len(text) < size {
		for range random.IntN(16) {
			text = append(append(text, words[random.IntN(len(words))]...), ' ')
		}
		text = append(append(text, words[random.IntN(len(words))]...), '\n')
	}
	return text
}
