package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ipctools/internal/programtest"
)

// members has the code points of each class. The class invalid has none.
var members = func() (of [classes][]rune) {
	for char := range rune(utf8.MaxRune + 1) {
		if utf8.ValidRune(char) {
			class, _ := classify(word(utf8.AppendRune(nil, char)))
			of[class] = append(of[class], char)
		}
	}
	return of
}()

// opposite returns the characters that the library finds in text, in the opposite order.
func opposite(text []byte) []byte {
	reversed := make([]byte, len(text))
	end := len(text)
	for character := range characters(grapheme, text) {
		end -= copy(reversed[end-len(character):], character)
	}
	return reversed
}

func wantOpposite(t *testing.T, m *mirror, text []byte) {
	t.Helper()
	got, want := bytes.Clone(text), opposite(text)
	if m.reverse(got); !bytes.Equal(got, want) {
		t.Fatalf("%+q: %+q, want %+q", text, got, want)
	}
}

// Unicode's own test for the version of the table, which the library has, too.
func TestGraphemeBreakTest(t *testing.T) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/clipperhouse/uax29/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(folder)), "graphemes/unicode_test.go"))
	if err != nil {
		t.Skip(err) // a vendored module has no tests
	}
	if source := "https://www.unicode.org/Public/" + unicodeVersion + "/"; !strings.Contains(string(file), source) {
		t.Errorf("the table is not of the version of the test: %s", source)
	}
	bytesOf := func(list string) (text []byte) {
		for _, number := range regexp.MustCompile("0x[0-9a-f]+").FindAllString(list, -1) {
			value, _ := strconv.ParseUint(number, 0, 8)
			text = append(text, byte(value))
		}
		return text
	}
	cases := regexp.MustCompile(`input: +\[\]byte\{(.*)\},\n\s*expected: \[\]\[\]byte\{(.*)\},`).FindAllStringSubmatch(string(file), -1)
	if len(cases) < 700 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		var want []byte
		for _, character := range slices.Backward(strings.Split(c[2], "}, {")) {
			want = append(want, bytesOf(character)...)
		}
		got := bytesOf(c[1])
		if new(mirror).reverse(got); !bytes.Equal(got, want) {
			t.Errorf("%+q: %+q, want %+q", bytesOf(c[1]), got, want)
		}
	}
}

// Each code point stands before and behind a code point of each class, and in places
// where GB9c and GB11 matter. Without IPCTOOLS_TEST=full, few are tried in planes with
// nothing but ideographs, private or no characters.
func TestEveryCodePoint(t *testing.T) {
	var m mirror
	for char := range rune(utf8.MaxRune + 1) {
		plane := char >> 16
		switch {
		case testing.Short() && char%11 > 0:
			continue
		case !programtest.Full() && plane != 0 && plane != 1 && plane != 14 && char%61 > 0:
			continue
		}
		if !utf8.ValidRune(char) {
			continue
		}
		text := []byte("क्" + string(char) + "क|😀\u200D" + string(char) + "\u200D😀|😀" + string(char) + "😀|")
		for _, of := range members[:invalid] {
			text = utf8.AppendRune(utf8.AppendRune(text, of[len(of)/2]), char)
		}
		wantOpposite(t, &m, text)
	}
}

// All sequences of up to four classes, or five with IPCTOOLS_TEST=full, have the
// characters that the library finds.
func TestSequencesOfClasses(t *testing.T) {
	longest := 4
	if programtest.Full() {
		longest = 5
	}
	var m mirror
	var extend func(text []byte, length int)
	extend = func(text []byte, length int) {
		wantOpposite(t, &m, text)
		if length == longest {
			return
		}
		for class, of := range members {
			if class == int(invalid) {
				extend(append(text, 0xE4), length+1)
				continue
			}
			extend(utf8.AppendRune(text, of[len(of)/3]), length+1)
		}
	}
	extend(nil, 0)
}

// All sequences of two bytes, and those of more bytes that differ from a valid one by one
// byte, have the characters that the library finds.
func TestBytesThatAreNotUTF8(t *testing.T) {
	var m mirror
	for first := range 256 {
		for second := range 256 {
			wantOpposite(t, &m, []byte{'a', byte(first), byte(second), 0xCC, 0x81})
		}
	}
	for _, valid := range []string{"é", "ঀ", "字", "가", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "😀", "\U0010FFFF"} {
		for place := range valid {
			for b := range 256 {
				text := []byte("a" + valid + "\u0301字" + valid)
				text[1+place] = byte(b)
				wantOpposite(t, &m, text)
				wantOpposite(t, &m, text[:1+len(valid)-1]) // cut off
			}
		}
	}
}

// All texts of three of these parts, at any offset in a word of eight bytes. The parts
// are letters, accents, and what must not be taken for either.
func TestLetters(t *testing.T) {
	var m mirror
	parts := strings.Split("a@A~z\u007F\x00? \r\n\u0080é©ʯͰͿΩя\u047F\u0480\u0483\u0301\u033F\u0340\u036F\u0600字각😀\u200D", "")
	parts = append(parts, "\xC0\x80", "\xC1\xBF", "\xC3", "\xCC", "\x80", "\xFF")
	offsets := 9
	if testing.Short() {
		offsets = 1
	}
	for _, first := range parts {
		for _, second := range parts {
			for _, third := range parts {
				for offset := range offsets {
					text := "abcdefgh"[:offset] + first + second + third + "abcdefgh"
					wantOpposite(t, &m, []byte(text))
				}
			}
		}
	}
}

// Characters of any length cross the window, the end of a block, and more than one block.
func TestLongCharacters(t *testing.T) {
	var m mirror
	for _, unit := range []string{"\u0301", "\u200D😀", "्क", "字", "가", "a", "é", "🏽", "\xff", "\u0301\u200D"} {
		for _, begin := range []string{"", "a", "é", "字", "😀", "क", "abcdefg", "\u0600"} {
			for _, count := range []int{1, 2, 3, 5, 8, 13, 500, 2042, 2043, 2044, 2045, 5000} {
				text := begin + strings.Repeat(unit, count) + "b"
				wantOpposite(t, &m, []byte(text))
			}
		}
	}
	for before := blockSize - 40; before < blockSize+10; before++ {
		for _, character := range []string{"é", "e\u0301", "字", "👨‍👩‍👧‍👦", "🇫🇷🇩🇪", "क्षि", "\xF0\x9F\x98", "\x80\x80\x80\x80\x80"} {
			wantOpposite(t, &m, []byte(strings.Repeat("x", before)+character+character+"é"))
		}
	}
}

// randomText returns a text in which each class is as likely as any other, with runs of
// text for which there are shortcuts.
func randomText(random *rand.Rand) (text []byte) {
	shortcuts := [][]rune{[]rune("abc xyz"), []rune("aéeßüñ©ωжЖ"), []rune("字か漢가각〰"), []rune("a\r\n\u0301e"),
		[]rune("aeZ\u0301\u033F"), []rune("ae@~é\u007F\x00?\u0301\u0340\u0370")}
	for range random.IntN(12) {
		pick := members[random.IntN(len(members))]
		count := 1 + random.IntN(3)
		switch random.IntN(4) {
		case 0:
			pick = shortcuts[random.IntN(len(shortcuts))]
			count = random.IntN(30)
		case 1:
			count = 1 + random.IntN(20)
		}
		for range count {
			if len(pick) == 0 {
				text = append(text, byte(0x80+random.IntN(128)))
				continue
			}
			text = utf8.AppendRune(text, pick[random.IntN(len(pick))])
		}
	}
	return text
}

// Random texts are tried for a second, or for a minute if IPCTOOLS_TEST=full.
func TestRandomTexts(t *testing.T) {
	duration := time.Second
	switch {
	case programtest.Full():
		duration = time.Minute
	case testing.Short():
		duration /= 10
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var m mirror
	for end := time.Now().Add(duration); time.Now().Before(end); {
		text := randomText(random)
		wantOpposite(t, &m, text)
		for len(text) > 0 && len(text) < 3*blockSize && random.IntN(20) == 0 {
			text = append(text, randomText(random)...)
			text = append(text, text...)
			wantOpposite(t, &m, text)
		}
	}
}

// Each byte of the input selects a class, and the next one a member of it.
func FuzzTextsOfClasses(f *testing.F) {
	f.Add([]byte{byte(consonant), 0, byte(linker), 1, byte(consonant), 2, byte(pictograph), 3, byte(joiner), 0, byte(pictograph), 9})
	f.Fuzz(func(t *testing.T, choices []byte) {
		var text []byte
		for pair := range slices.Chunk(choices, 2) {
			of := members[pair[0]%byte(len(members))]
			if len(of) == 0 {
				text = append(text, pair[len(pair)-1]|0x80)
				continue
			}
			text = utf8.AppendRune(text, of[int(pair[len(pair)-1])*97%len(of)])
		}
		wantOpposite(t, new(mirror), text)
	})
}

// The sentences of all languages are reversed as the library's characters are.
func TestLanguages(t *testing.T) {
	for name, sentences := range languages(t) {
		if len(sentences) < 50 {
			t.Errorf("%s has only %q", name, sentences)
		}
		wantOpposite(t, new(mirror), []byte(sentences))
		wantOpposite(t, new(mirror), []byte(strings.Repeat(sentences+" ", 100)))
	}
}

// languages returns the sentences of testdata/languages.
func languages(t testing.TB) map[string]string {
	file, err := os.ReadFile("testdata/languages")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(file)) {
		if name, sentences, _ := strings.Cut(strings.TrimSpace(line), " "); name != "#" {
			found[name] = sentences
		}
	}
	return found
}
