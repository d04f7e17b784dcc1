package cli_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"ipctools/internal/cli"
)

// A parsed duration is never negative, and is 0 only if each digit of the text is. Its
// printed form can be parsed to the same duration.
func FuzzDuration(f *testing.F) {
	for _, text := range []string{"5", "0.5", "1m30s", "-1", "1e3", "99999999999999999999", "9223372036s", ".", "1d12h", "+0.1", "0.0000000001"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := cli.ParseDuration(text)
		if err != nil {
			return
		}
		if value < 0 || value == 0 && strings.ContainsAny(text, "123456789") {
			t.Errorf("%q is %v", text, value)
		}
		if again, err := cli.ParseDuration(value.String()); err != nil || again != value {
			t.Errorf("%q is %v, and that %v, %v", text, value, again, err)
		}
		if seconds, err := strconv.ParseUint(text, 10, 32); err == nil && value != time.Duration(seconds)*time.Second {
			t.Errorf("%q is %v", text, value)
		}
	})
}

// A parsed signal exists, and its name can be parsed to the same signal.
func FuzzSignal(f *testing.F) {
	for _, text := range []string{"USR1", "sigusr1", "9", "64", "65", "0", "-1", "SIGSIGHUP", "RTMIN", "rtmin+1", "SIGRTMAX-30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := cli.ParseSignal(text)
		if err != nil {
			return
		}
		if value < 1 || value > 64 {
			t.Errorf("%q is %d", text, value)
		}
		name := strings.TrimPrefix(cli.SignalName(value), "signal ")
		if again, err := cli.ParseSignal(name); err != nil || again != value {
			t.Errorf("%q is %d, and %s is %d, %v", text, value, name, again, err)
		}
	})
}

// Quoted text is one line of printable characters, from which the text can be restored.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"", "plain", "two words", "a\nb", "\x1b[2J", "\xff", `a"b`, `"`, "\u202e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted := cli.Quote(text)
		if !utf8.ValidString(quoted) || strings.ContainsFunc(quoted, func(char rune) bool { return !unicode.IsPrint(char) }) {
			t.Errorf("%q is quoted %q", text, quoted)
		}
		if quoted == text {
			return
		}
		if unquoted, err := strconv.Unquote(quoted); err != nil || unquoted != text {
			t.Errorf("%q is quoted %s, which is %q, %v", text, quoted, unquoted, err)
		}
	})
}
