package trace

import (
	"strconv"
	"strings"
	"time"
)

// line is a line of strace's report: "TID SECONDS.MICROSECONDS TEXT".
type line struct {
	tid  int
	time time.Duration
	text string
}

func splitLine(s string) (l line, ok bool) {
	tid, rest, _ := strings.Cut(s, " ")
	clock, text, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	seconds, micros, _ := strings.Cut(clock, ".")
	n, err := strconv.Atoi(tid)
	s1, err1 := strconv.ParseInt(seconds, 10, 33)
	s2, err2 := strconv.ParseUint(micros, 10, 20)
	if err != nil || err1 != nil || err2 != nil || n <= 0 || text == "" {
		return l, false
	}
	return line{n, time.Duration(s1)*time.Second + time.Duration(s2)*time.Microsecond, text}, true
}

// call is a system call, as strace prints it: "NAME(ARGUMENT, ...) = RESULT".
type call struct {
	name   string
	args   []string
	result string
	ended  bool   // false while it runs, and if it will be restarted
	value  int    // its result
	err    string // the name of the error
}

// arg returns argument i, or nothing if there is none.
func (c *call) arg(i int) string {
	if i < len(c.args) {
		return c.args[i]
	}
	return ""
}

// parseCall parses a call that has ended, or the beginning of one that has not.
func parseCall(text string) (c call, ok bool) {
	name, _, found := strings.Cut(text, "(")
	if !found || name == "" || strings.ContainsAny(name, " <>\"=") {
		return c, false
	}
	c.name = name
	args, end := splitArgs(text, len(name)+1, ')')
	c.args = args
	if end == len(text) {
		return c, true
	}
	result, found := strings.CutPrefix(strings.TrimLeft(text[end+1:], " "), "= ")
	if found {
		c.setResult(result)
	}
	return c, true
}

// setResult reads a result such as "3</tmp/f>", "-1 ENOENT (No such file or directory)",
// "10 (SIGUSR1)", or "? ERESTARTSYS (To be restarted ...)".
func (c *call) setResult(result string) {
	c.result = result
	if strings.HasPrefix(result, "?") {
		return
	}
	c.ended = true
	c.value = number(result)
	if c.value == -1 {
		words := strings.Fields(result)
		if len(words) > 1 {
			c.err = words[1]
		}
	}
}

// number returns the decimal number at the beginning of text, or 0.
func number(text string) int {
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && text[end] == '-') {
		end++
	}
	n, _ := strconv.Atoi(text[:end])
	return n
}

// splitArgs splits the list that begins at text[start], and returns the index of the
// bracket that ends it, or len(text).
func splitArgs(text string, start int, bracket byte) (args []string, end int) {
	depth, first := 0, start
	for i := start; i < len(text); {
		switch b := text[i]; {
		case depth == 0 && b == bracket:
			if arg := strings.TrimSpace(text[first:i]); arg != "" {
				args = append(args, arg)
			}
			return args, i
		case depth == 0 && b == ',':
			args = append(args, strings.TrimSpace(text[first:i]))
			first = i + 1
		case b == '(' || b == '[' || b == '{':
			depth++
		case b == ')' || b == ']' || b == '}':
			depth = max(depth-1, 0)
		}
		i = skip(text, i)
	}
	if arg := strings.TrimSpace(text[first:]); arg != "" {
		args = append(args, arg)
	}
	return args, len(text)
}

// skip returns the index after what begins at text[i]: a string, the name of a
// descriptor in angle brackets, or one byte.
func skip(text string, i int) int {
	switch text[i] {
	case '"':
		return skipString(text, i)
	case '<':
		if i > 0 && (isDigit(text[i-1]) || text[i-1] == 'D') { // 3<...> or AT_FDCWD<...>
			return skipName(text, i)
		}
	}
	return i + 1
}

func skipString(text string, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// skipName skips a name such as "</dev/null<char 1:3>>" or "<UNIX-STREAM:[1->2]>". The
// characters < and > of a path are escaped. No name is longer than nameLimit.
func skipName(text string, start int) int {
	depth := 0
	for i := start; i < min(len(text), start+nameLimit); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			i = skipString(text, i) - 1
		case '<':
			depth++
		case '>':
			if isArrow(text, i) {
				continue
			}
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return start + 1
}

// nameLimit is that of a path, of which every byte may be escaped (limits.h(0p)).
const nameLimit = 4*4096 + 100

// isArrow reports whether text[i] is the tip of an arrow between two sockets. A path may
// end in "-" too, but then no address follows.
func isArrow(text string, i int) bool {
	return text[i-1] == '-' && i+1 < len(text) && (isDigit(text[i+1]) || text[i+1] == '[')
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// descriptor splits "3</tmp/f>" into 3 and "/tmp/f". The name is empty if strace has not
// found it.
func descriptor(text string) (fd int, name string) {
	digits, rest, found := strings.Cut(text, "<")
	fd, err := strconv.Atoi(strings.TrimSpace(digits))
	if err != nil {
		fd = -1
	}
	if !found {
		return fd, ""
	}
	end := skipName(text, len(digits))
	if end <= len(digits)+1 {
		return fd, ""
	}
	return fd, rest[:end-len(digits)-2]
}

// unquote returns the bytes of the string at the beginning of text, and reports whether
// it is all of the string.
func unquote(text string) (data []byte, whole bool) {
	if text == "" || text[0] != '"' {
		return nil, false
	}
	end := skipString(text, 0)
	return unescape(strings.TrimSuffix(text[1:end], `"`)), !strings.HasPrefix(text[end:], "...")
}

var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'f': '\f', 'v': '\v', 'a': '\a', 'b': '\b'}

// unescape replaces the escapes of C: a letter, up to three octal digits, or x and two
// hexadecimal digits.
func unescape(text string) []byte {
	data := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			data = append(data, text[i])
			continue
		}
		i++
		letter, isLetter := escapes[text[i]]
		base, end := 8, i
		if text[i] == 'x' {
			base, i, end = 16, i+1, i+1
		}
		for end < len(text) && end < i+3-base/16 && strings.IndexByte("0123456789abcdef"[:base], text[end]) >= 0 {
			end++
		}
		switch n, err := strconv.ParseUint(text[i:end], base, 16); {
		case isLetter:
			data = append(data, letter)
		case err == nil:
			data = append(data, byte(n))
			i = end - 1
		case i < len(text):
			data = append(data, text[i])
		}
	}
	return data
}

// field returns the value of "name=VALUE" in a structure such as "{si_signo=SIGCHLD,
// ...}".
func field(text, name string) string {
	if !strings.HasPrefix(text, "{") {
		return ""
	}
	members, _ := splitArgs(text, 1, '}')
	for _, member := range members {
		if value, found := strings.CutPrefix(member, name+"="); found {
			return value
		}
	}
	return ""
}
