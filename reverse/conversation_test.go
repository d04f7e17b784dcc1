package main

import (
	"bufio"
	"os"
	"regexp"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"ipctools/internal/cli"
	"ipctools/internal/worker"
)

// If a worker misbehaves, the parent reports how, and never hangs. A script takes the
// worker's place here.
func TestConversationWithABrokenWorker(t *testing.T) {
	program := cli.New("reverse", "")
	var group sync.WaitGroup // all scripts run at once, because most of them only wait
	for script, want := range map[string]string{
		"read -r; echo olleh; cat":                 `^$`,
		"read -r; echo oll; cat":                   `^worker \d+ answered 6 bytes with 4 bytes$`,
		"read -r; echo ollleh; cat":                `^worker \d+ answered 6 bytes with 7 bytes$`,
		"read -r; echo olleh; echo more; cat":      `^worker \d+ sent more than one answer per phrase$`,
		"yes":                                      `^worker \d+ answered 6 bytes with 2 bytes$`,
		"read -r; exit 0":                          `^worker \d+ left the conversation$`,
		"read -r; printf oll; exit 0":              `^worker \d+ left the conversation$`,
		"exit 3":                                   `^status 3$`,
		"read -r; kill -KILL $$":                   `^child \d+ was killed by SIGKILL$`,
		"exec cat >/dev/null":                      `^worker \d+ does not answer$`,
		"exec sleep 60":                            `^worker \d+ does not answer$`,
		"exec >/dev/null; exec sleep 60":           `^worker \d+ does not answer$`,
		"read -r; kill -STOP $$":                   `^worker \d+ does not answer$`,
		"read -r; echo olleh; exec sleep 60":       `^worker \d+ does not answer$`,
		"read -r; echo olleh; exec >&-; sleep 60":  `^worker \d+ does not answer$`,
		"exec <&-; exec sleep 60":                  `^worker \d+ does not answer$`,
		"read -r; exec sleep 60 >&-":               `^worker \d+ does not answer$`,
		"read -r; echo olleh; kill -KILL $$; true": `^child \d+ was killed by SIGKILL$`,
	} {
		group.Go(func() {
			err := converseWith(program, script)
			message := ""
			if err != nil {
				message = err.Error()
			}
			if !regexp.MustCompile(want).MatchString(message) {
				t.Errorf("%s: %q, want %s", script, message, want)
			}
		})
	}
	group.Wait()
}

// converseWith exchanges one phrase with a script.
func converseWith(program *cli.Program, script string) error {
	var pipes [4]*os.File
	for i := 0; i < len(pipes); i += 2 {
		var err error
		if pipes[i], pipes[i+1], err = os.Pipe(); err != nil {
			return err
		}
	}
	child, err := worker.StartCommand(program, pipes[0], pipes[3], 0, "bash", "-c", script)
	if err != nil {
		return err
	}
	defer child.Kill(unix.SIGKILL)
	pipes[0].Close()
	pipes[3].Close()
	c := &conversation{
		program: program, split: splitting{grapheme, '\n'}, child: child,
		toWorker: pipes[1], fromWorker: pipes[2], replies: bufio.NewReader(pipes[2]), replyTimeout: 3,
	}
	if _, err := c.exchange([]byte("hello")); err != nil {
		return err
	}
	return c.end()
}
