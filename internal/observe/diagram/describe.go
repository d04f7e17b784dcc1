package diagram

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// describedBytes is how many bytes of a message are enough to describe it.
const describedBytes = 256

// describe returns the begin of a message, as far as it can be read, and its size, such
// as `"hello", 5 bytes`.
func describe(data []byte, size int) string {
	text := readable(data, size)
	if text == "" {
		return count(size, "byte")
	}
	return text + ", " + count(size, "byte")
}

// count returns a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// readable returns the text in a message, in quotes, or "".
func readable(data []byte, size int) string {
	if len(data) > headerSize && int(binary.BigEndian.Uint32(data)) <= size-headerSize {
		data = data[headerSize:] // behind the length
		size -= headerSize
	}
	if values, ok := unpickle(data); ok {
		return cut(strings.Join(values, ", "))
	}
	if isText(data) {
		return quote(data, size)
	}
	if run := longestText(data); len(run) >= 3 {
		return "… " + quote(run, len(run)) + " …"
	}
	return ""
}

// longest is how many characters of a message are shown.
const longest = 32

// quote returns text in quotes. If it is too long, or shorter than size, it ends in an
// ellipsis.
func quote(text []byte, size int) string {
	chars := []rune(string(text))
	if len(chars) <= longest && len(text) == size {
		return strconv.Quote(string(text))
	}
	if n := len(chars); n > 0 && n <= longest && chars[n-1] == utf8.RuneError {
		chars = chars[:n-1] // cut off
	}
	return strings.TrimSuffix(strconv.Quote(string(chars[:min(len(chars), longest)])), `"`) + `…"`
}

func cut(text string) string {
	if chars := []rune(text); len(chars) > longest+2 {
		return string(chars[:longest+1]) + "…"
	}
	return text
}

func isPlain(char rune) bool {
	return unicode.IsPrint(char) || strings.ContainsRune("\t\r\n\x1b\x00", char)
}

// isText reports whether data is UTF-8 without control characters, up to a character that
// is cut off.
func isText(data []byte) bool {
	for i := 0; i < len(data); {
		char, size := utf8.DecodeRune(data[i:])
		if char == utf8.RuneError && size == 1 {
			return i > 0 && !utf8.FullRune(data[i:])
		}
		if !isPlain(char) {
			return false
		}
		i += size
	}
	return len(data) > 0 && strings.Trim(string(data), "\x00") != ""
}

// longestText returns the longest text inside other data.
func longestText(data []byte) (found []byte) {
	begin := 0
	for i := 0; i <= len(data); {
		char, size := utf8.DecodeRune(data[i:])
		if i < len(data) && (char != utf8.RuneError || size > 1) && unicode.IsPrint(char) {
			i += size
			continue
		}
		if i-begin > len(found) {
			found = data[begin:i]
		}
		i += max(size, 1)
		begin = i
	}
	return found
}
