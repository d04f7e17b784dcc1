package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// filtered returns what the filter makes of input, read by reader.
func filtered(t *testing.T, format format, reader io.Reader) []byte {
	t.Helper()
	var output bytes.Buffer
	filter := &filter{format: format}
	if err := filter.copy(&output, reader, "input"); err != nil {
		t.Fatal(err)
	}
	return output.Bytes()
}

// characters is the plain way: the characters of a record, in order.
func characters(format format, record []byte) (characters [][]byte) {
	for len(record) > 0 {
		valid := 0
		for valid < len(record) {
			char, size := utf8.DecodeRune(record[valid:])
			if char == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		switch {
		case format.unit == octet:
			valid = 1
		case valid == 0:
			valid = 1
		case format.unit == codePoint:
			_, valid = utf8.DecodeRune(record)
		default:
			valid = len(graphemes.FromBytes(record[:valid]).First())
		}
		characters = append(characters, record[:valid])
		record = record[valid:]
	}
	return characters
}

// plainly reverses input the plain way.
func plainly(format format, input []byte) (output []byte) {
	for line := range bytes.SplitAfterSeq(input, []byte{format.delimiter}) {
		record, ended := bytes.CutSuffix(line, []byte{format.delimiter})
		end := line[len(record):]
		if ended && format.delimiter == '\n' && bytes.HasSuffix(record, []byte{'\r'}) {
			record, end = record[:len(record)-1], line[len(record)-1:]
		}
		for _, character := range slices.Backward(characters(format, record)) {
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
	// Words of plain code points, and what joins them, at and across the eighth byte.
	"éèêë\n", "aéèêë\n", "abcdefé\u0301\n", "abcdefgé\n", "Ω\u0301ωжЖ\u0483\n", "“it’s” …\n", "가각\u11a8かガ\u3099\n",
	"abcdefg\xc1\n", "abcdef\xc3\x80\x80\n", "abcdefg\xc3\n", "abcdefg\r\n\x00", "\xe4\xb8a\xe4\xb8\xad\x80\n",
	// Emoji, and what does not join them.
	"👩🏾‍🚀🏳️‍🌈❤️❤️‍🔥x\n", "🇫🇷🇩🇪️a🇫\n", "a😀\u0301b😀\u200D\u200D😀\n", "☂️\u200D😀\n", "😀\xff\xf0\x9f\x98\n", "🇫🇷\u200D😀🏽字\u0600😀\n",
	"नमस्ते क्षत्रिय\n", "жё е\u0308 字\u3099か\u3099ガ 〰️\n", "\u0600१२\n", "\xff\u0301a\xe2\x82b\xc3\n", "a\u200d\u200db\n",
}

// No byte is lost or added, each line has its characters in the opposite order,
// however the input arrives.
func FuzzReverseAgainstPlain(f *testing.F) {
	for i, seed := range seeds {
		f.Add([]byte(seed), uint8(i))
	}
	f.Fuzz(func(t *testing.T, input []byte, options uint8) {
		format := format{[]unit{grapheme, codePoint, octet}[options%3], "\n\x00"[options/3%2]}
		want := plainly(format, input)
		if got := filtered(t, format, bytes.NewReader(input)); !bytes.Equal(got, want) {
			t.Errorf("%q in %v: %q, want %q", input, format, got, want)
		}
		if got := filtered(t, format, iotest.OneByteReader(bytes.NewReader(input))); !bytes.Equal(got, want) {
			t.Errorf("%q in %v, a byte at a time: %q, want %q", input, format, got, want)
		}
	})
}

// What reversePlain takes for a character of its own is one for the library, whatever
// such code point it stands beside: each class of them, in the order of the code points.
func TestPlainCodePoints(t *testing.T) {
	var plain []rune
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if text := utf8.AppendRune(nil, r); utf8.ValidRune(r) && reversePlain(text) == len(text) {
			plain = append(plain, r)
		}
	}
	if len(plain) < 20000 {
		t.Errorf("only %d plain code points", len(plain))
	}
	beside := []rune{'a', '~', 0, '\u0080', '©', 'é', 'ω', 'ж', '\u047F', '’', '、', 'か', '字', '가', '각'}
	for _, r := range plain {
		for _, other := range beside {
			for _, text := range []string{string([]rune{r, other}), string([]rune{other, r})} {
				if first := graphemes.FromString(text).First(); len(first) == len(text) {
					t.Errorf("%q is one character", text)
				}
			}
		}
	}
}

// What emojiLength takes for an emoji of its own is one for the library, whatever
// comes next; and each code point that it takes for a pictograph is joined to another.
func TestEmoji(t *testing.T) {
	pictographs := 0
	next := []string{"", "a", "\n", "é", "字", "…", "가", "😀", "❤", "🇫🇷", "\u200D", "\u200D😀", "\u200D❤", "\uFE0F", "🏽", "\u0301", "\xff"}
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if isPictograph(r) {
			pictographs++
			if text := "😀\u200D" + string(r) + "\u200D😀"; len(graphemes.FromString(text).First()) != len(text) {
				t.Errorf("%U is not joined", r)
			}
		}
		for _, next := range next {
			text := []byte(string(r) + next)
			if length := emojiLength(text); length > 0 && length != len(characters(format{grapheme, '\n'}, text)[0]) {
				t.Errorf("%q begins with %q", text, text[:length])
			}
		}
	}
	if pictographs < 1000 {
		t.Errorf("only %d pictographs", pictographs)
	}
}

// Reversing twice restores every line whose characters are well separated: those
// whose characters are the same in the opposite order.
func FuzzReverseTwice(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		format := format{grapheme, '\n'}
		line, _, _ := bytes.Cut(input, []byte{'\n'})
		there := filtered(t, format, bytes.NewReader(line))
		opposite := characters(format, there)
		slices.Reverse(opposite)
		if !slices.EqualFunc(characters(format, line), opposite, bytes.Equal) {
			return
		}
		if back := filtered(t, format, bytes.NewReader(there)); !bytes.Equal(back, line) {
			t.Errorf("%q there and back is %q", line, back)
		}
	})
}

// Lines that cross the buffer's end, at every offset of a word.
func TestLinesAcrossBuffers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var input []byte
	for len(input) < 3*bufferSize {
		line := []byte(strings.Repeat("Noël 🇫🇷 and more of it ", 1+random.IntN(50)))
		input = append(append(input, line[:random.IntN(len(line))]...), '\n')
	}
	format := format{grapheme, '\n'}
	if !bytes.Equal(filtered(t, format, bytes.NewReader(input)), plainly(format, input)) {
		t.Error("differs from the plain way")
	}
}

func BenchmarkReverseASCII(b *testing.B) {
	benchmark(b, "The quick brown fox jumps over the lazy dog\n")
}

func BenchmarkReverseLatin(b *testing.B) {
	benchmark(b, "Le cœur déçu mais l'âme plutôt naïve, Louÿs rêva de crapaüter\n")
}

func BenchmarkReverseCJK(b *testing.B) {
	benchmark(b, "いろはにほへと ちりぬるを 我が世誰ぞ 常ならむ\n")
}

func BenchmarkReverseEmoji(b *testing.B) {
	benchmark(b, "👨‍👩‍👧‍👦 👍🏽 🇫🇷🇩🇪 ❤️ 🏳️‍🌈 👩🏾‍🚀 😀😃😄 party time\n")
}

func benchmark(b *testing.B, line string) {
	text := []byte(strings.Repeat(line, 1000))
	filter := &filter{format: format{grapheme, '\n'}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		filter.reverse(text)
	}
}
