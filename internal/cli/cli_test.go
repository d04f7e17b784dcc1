package cli_test

import (
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

func TestScripts(t *testing.T) { programtest.Run(t) }

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "5": 5 * time.Second, "0.5": time.Second / 2, ".5": time.Second / 2, "5s": 5 * time.Second,
		"2m": 2 * time.Minute, "1m30s": 90 * time.Second, "100ms": time.Second / 10, "1h": time.Hour,
		"1d": 24 * time.Hour, "1d12h": 36 * time.Hour, "1.5d": 36 * time.Hour, "1d0.5s": 24*time.Hour + time.Second/2,
		"+0.1": time.Second / 10, "+1m30s": 90 * time.Second, "+2d": 48 * time.Hour, "106751d": 106751 * 24 * time.Hour,
		"0s": 0, "0.0": 0, "0d": 0, "0.0000000001": 1, "0.00000000000001h": 1, "0.0000000000000001d": 1,
	} {
		if got, err := cli.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "s", ".", "-1", "-1s", "+", "1x", "1 s", "1m30", "inf", "nan", "0x1", "1e3", "1_0",
		"99999999999999999999", "1..5", "-0.0000000001", "++5", "+-5", "+", "d", "1dd", "1d2d", "1h1d", "1d12", "1d-1h",
		"1d+1h", "106752d", "9999999999d",
	} {
		if got, err := cli.ParseDuration(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}

func TestParseSignal(t *testing.T) {
	for text, want := range map[string]syscall.Signal{
		"USR1": unix.SIGUSR1, "SIGUSR1": unix.SIGUSR1, "usr1": unix.SIGUSR1, "sigUsr1": unix.SIGUSR1,
		"9": unix.SIGKILL, "34": 34, "64": 64, "CLD": unix.SIGCHLD, "sigcld": unix.SIGCHLD,
	} {
		if got, err := cli.ParseSignal(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "-1", "65", "256", "SIG", "USR", "USR 1", "SIGSIGUSR1", "1.0", "RTMIN-1", "RTMIN+31", "RTMAX+1", "RTMAX-31", "RTMIN1", "RTMIN+x"} {
		if got, err := cli.ParseSignal(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}

func TestShellWord(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "a/b.c": "a/b.c", "Noël": "Noël", "two words": "'two words'", "$x": "'$x'", "it's": `'it'\''s'`,
		"~": "'~'", "": "''", "-k": "./-k", "a\nb": `$'a\nb'`, "\xff'": `$'\xff\''`,
	} {
		if got := cli.ShellWord(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int{
		"1": 1, "65536": 65536, "064K": 65536, "64KiB": 65536, "1M": 1 << 20, "2047MiB": 2047 << 20,
		"2147483647": 1<<31 - 1,
	} {
		if got, err := cli.ParseSize(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "0", "0K", "K", "-1", "+1", "1.5K", "1k", "1KB", "1Ki", "1KK", "1 K", "1G", "0x1",
		"2048M", "2147483648", "18014398509481984K", "99999999999999999999",
	} {
		if got, err := cli.ParseSize(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "two words": "two words", "Noël": "Noël", "": `""`,
		"a\nb": `"a\nb"`, "\x1b[2J": `"\x1b[2J"`, "\xff": `"\xff"`, `a"b`: `"a\"b"`,
	} {
		if got := cli.Quote(text); got != want {
			t.Errorf("%q is quoted %s, want %s", text, got, want)
		}
	}
}
