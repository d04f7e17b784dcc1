package torture

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// words are the words of the command lines to try. None is the name of a command.
var words = []string{
	"-", "--", "---", "", " ", "0", "1", "5", "-1", "007", "1e3", "0x10", "99999999999999999999", "9223372036854775807",
	"1.5", ".", "1h", "0.01s", "-0.1", "nan", "1m1", "USR1", "SIGKILL", "sigchld", "64", "65", "grapheme", "end",
	"a\nb", "\x1b[2J", "\xff\xfe", "\u202egnp", "%s%n", "./none", "p", "p/q", "none/p", strings.Repeat("x", 5000),
	"-h", "-V", "-v", "-k", "-l", "-n", "-0", "-r", "-p", "-t", "-m", "-s", "-d", "-c", "-u", "-i", "-x", "-knv", "-t0.01", "-n1",
	"--help", "--version", "--lines", "--lines=1", "--timeout=0.01", "--mode=0600", "--mode=", "--sleep=0.01", "--count=x",
	"--signal=HUP", "--kill", "--catch=URG", "--unit=rune", "--any-owner", "--pipe-size=64K", "--pipe-size=1G", "--=", "--help=no", "--\n", "--\xff=1", "-\x1b",
}

// message matches a line that a program is allowed to write to standard error.
var message = regexp.MustCompile(`^((fib|reverse|sigpair|fifo-writer|fifo-reader)(\[\d+\])?: .*|Try '.* --help' for more information\.)$`)

func TestInput(t *testing.T) {
	t.Parallel()
	promises(t, "command lines of odd words: a documented status, messages of one line that are safe for a terminal", func(p *promise) {
		p.repeat(1000, func(random *rand.Rand, folder string) {
			name := five[random.IntN(len(five))]
			arguments := make([]string, random.IntN(5))
			for i := range arguments {
				arguments[i] = words[random.IntN(len(words))]
			}
			q := p.program(folder, name, arguments...).start()
			q.endsWithin(100 * time.Millisecond)
			unix.Kill(q.Process.Pid, unix.SIGTERM) // if it waits
			if !q.endsWithin(100 * time.Millisecond) {
				unix.Kill(q.Process.Pid, unix.SIGINT) // or if it catches SIGTERM
			}
			q.expectEnd(0, 1, 2, 124, 126, 127, 130, 143)
			messages := prompts.ReplaceAllString(q.errors.String(), "")
			for line := range strings.Lines(messages) {
				line, complete := strings.CutSuffix(line, "\n")
				if !complete || !message.MatchString(line) || !utf8.ValidString(line) || control.MatchString(line) {
					if line != "" && !strings.Contains(line, "/s") { // the progress line of -p
						p.breaks("%q says %q", arguments, line)
					}
				}
			}
			if q.status == 2 && q.output.Len() > 0 {
				p.breaks("%q is wrong use, but prints %.100q", arguments, q.output.String())
			}
		})
	})
}

var prompts = regexp.MustCompile(`phrase \("([^"\\]|\\.)*" to stop\): `)

var control = regexp.MustCompile(`[\x00-\x1f\x7f]|\p{Cc}|\p{Cf}`)
